#include "cli/query_command.h"

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "cli/exit_code.h"
#include "cli/json.h"
#include "cli/result_writer.h"
#include "cli/table.h"
#include "rpc/builder_connection.h"
#include "rpc/query_client.h"

namespace keytrail::cli {
namespace {

int Complain(const Status& status) {
  std::fprintf(stderr, "keytrail: %s\n", MessageOf(status).c_str());
  return status.code() == StatusCode::kInvalidArgument ? kExitUsage : kExitCouldNotStart;
}

StatusOr<std::unique_ptr<rpc::BuilderConnection>> ConnectTo(const ClientOptions& options) {
  if (options.server.empty()) return rpc::ConnectOrHost(options.store_directory);
  return rpc::Connect({.address = options.server,
                       .tls = options.tls,
                       .insecure_loopback = options.insecure_loopback});
}

// What gRPC says of a builder that does not answer, as our sentence; other errors are sentences
// already.
Status AboutBuilder(const ClientOptions& options, const Status& status) {
  if (status.code() != StatusCode::kUnavailable) return status;
  const std::string& asked = options.server.empty() ? options.store_directory : options.server;
  return MakeError(
      status.code(),
      fmt::format("cannot ask the graph builder of {}: {}: check the address, and that "
                  "'keytrail graph serve' runs there",
                  EscapeForDisplay(asked), EscapeForDisplay(MessageOf(status))));
}

// Connects, lets `ask` write what it learns, and ends the result.
template <typename Ask>
int Run(const ClientOptions& client_options, OutputFormat format, Ask ask) {
  const auto connection = ConnectTo(client_options);
  if (!connection.ok()) return Complain(connection.status());
  const auto writer = ResultWriter::Open("", format);
  if (!writer.ok()) return Complain(writer.status());
  rpc::QueryClient client(**connection);
  const Status asked = ask(client, **writer);
  if (!asked.ok()) return Complain(AboutBuilder(client_options, asked));
  const Status written = (*writer)->Finish();
  return written.ok() ? kExitComplete : Complain(written);
}

template <typename Row>
void WriteObjects(const std::vector<Row>& rows, ResultWriter& writer) {
  for (const Row& row : rows) writer.WriteObject(ToJson(row));
}

}  // namespace

int RunSecrets(const SecretsOptions& options) {
  return Run(options.client, options.format,
             [&](rpc::QueryClient& client, ResultWriter& writer) -> Status {
               KT_ASSIGN_OR_RETURN(auto rows, client.ListSecrets(options.machine_id));
               if (!options.include_suppressed) {
                 std::erase_if(rows, [](const rpc::SecretRow& row) {
                   return !row.recorded.finding.suppressed_by.empty();
                 });
               }
               if (!writer.is_text()) {
                 WriteObjects(rows, writer);
               } else {
                 writer.WriteText(SecretsTable(rows, writer.style()));
               }
               return OkStatus();
             });
}

int RunKeys(const KeysOptions& options) {
  return Run(options.client, options.format,
             [&](rpc::QueryClient& client, ResultWriter& writer) -> Status {
               KT_ASSIGN_OR_RETURN(const auto keys,
                                   client.ListKeys(options.public_key_fingerprint));
               if (!writer.is_text()) {
                 WriteObjects(keys, writer);
               } else {
                 writer.WriteText(KeysText(keys, writer.style()));
               }
               return OkStatus();
             });
}

int RunPaths(const PathsOptions& options) {
  return Run(options.client, options.format,
             [&](rpc::QueryClient& client, ResultWriter& writer) -> Status {
               KT_ASSIGN_OR_RETURN(const auto rows,
                                   client.ListAttackPaths(options.id, options.include_unknown));
               if (!writer.is_text()) {
                 WriteObjects(rows.paths, writer);
               } else {
                 writer.WriteText(PathsText(rows.paths, rows.unknown_left_out, writer.style()));
               }
               if (rows.truncated) {
                 std::fputs("keytrail: there may be more paths: a bound was reached\n", stderr);
               }
               return OkStatus();
             });
}

int RunMachines(const MachinesOptions& options) {
  return Run(options.client, options.format,
             [&](rpc::QueryClient& client, ResultWriter& writer) -> Status {
               KT_ASSIGN_OR_RETURN(auto rows, client.ListMachines());
               std::erase_if(rows, [&](const rpc::MachineRow& row) {
                 return !options.machine_id.empty() &&
                        row.recorded.machine.id != options.machine_id;
               });
               if (!writer.is_text()) {
                 WriteObjects(rows, writer);
               } else {
                 writer.WriteText(MachinesTable(rows, writer.style()));
               }
               return OkStatus();
             });
}

int RunCoverage(const CoverageOptions& options) {
  return Run(options.client, options.format,
             [&](rpc::QueryClient& client, ResultWriter& writer) -> Status {
               KT_ASSIGN_OR_RETURN(const auto volumes, client.GetCoverage(options.machine_id));
               if (!writer.is_text()) {
                 WriteObjects(volumes, writer);
               } else {
                 writer.WriteText(CoverageTable(volumes, writer.style()));
               }
               return OkStatus();
             });
}

}  // namespace keytrail::cli
