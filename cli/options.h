// The command line as plain values: one struct for each verb, and the function that fills them.
//
// Nothing here opens a store, a source or a connection. Precedence: flags over KEYTRAIL_…
// environment over defaults. What interface.md promises for later versions is refused with a
// sentence that names what exists.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/clock.h"
#include "model/job.h"
#include "model/machine.h"
#include "rpc/address.h"

namespace keytrail::cli {

enum class OutputFormat { kTable, kJson, kJsonLines };

enum class ReaderChoice { kAuto, kDirectory, kAppliance };

using TlsFiles = rpc::TlsFiles;

// Where a client verb asks.
struct ClientOptions {
  // `unix:PATH` or `HOST:PORT`; empty: the builder of `store_directory`.
  std::string server;
  TlsFiles tls;
  bool insecure_loopback = false;
  std::string store_directory;
};

struct MachineSources {
  Machine machine;
  std::vector<SourceSpec> sources;  // all disks of this machine; never empty
};

struct ScanOptions {
  std::vector<MachineSources> machines;  // never empty
  Timestamp snapshot_at;                 // unknown when not given
  bool all_disks = false;
  OutputFormat format = OutputFormat::kTable;
  std::string output_file;                     // empty: standard output
  std::optional<std::string> store_directory;  // nothing: `--store none`, keep nothing
  std::string publish_address;                 // empty: the builder of the store
  TlsFiles publish_tls;
  bool insecure_loopback = false;
  std::vector<std::string> rule_directories;  // empty: the rules that came with the program
  std::vector<std::string> rule_ids;          // empty: all
  std::vector<std::string> known_keys_files;  // beside the list that came with the program
  ReaderChoice reader = ReaderChoice::kAuto;
  bool insist_raw = false;  // `--source-format raw`: whatever its first bytes look like
  std::uint32_t threads = 2;
  std::uint64_t read_rate_bytes_per_second = 0;  // 0: no limit
  bool fail_on_findings = false;
  std::string baseline_file;        // findings that it holds are suppressed; empty: none
  bool include_suppressed = false;  // show suppressed findings too
  bool keep_going = false;          // with the sound rules when others are not
  Confidence min_confidence = Confidence::kMedium;
  bool progress = true;
};

struct ListOptions {
  std::vector<SourceSpec> sources;  // all disks of one machine; never empty
  bool hash = false;
  OutputFormat format = OutputFormat::kTable;
  ReaderChoice reader = ReaderChoice::kAuto;
  bool insist_raw = false;
  bool progress = true;
  std::optional<std::string> store_directory;
};

struct SecretsOptions {
  ClientOptions client;
  std::string machine_id;  // empty: all
  bool include_suppressed = false;
  OutputFormat format = OutputFormat::kTable;
};

struct KeysOptions {
  ClientOptions client;
  std::string public_key_fingerprint;  // empty: all
  OutputFormat format = OutputFormat::kTable;
};

struct PathsOptions {
  ClientOptions client;
  std::string id;  // empty: all
  bool include_unknown = false;
  OutputFormat format = OutputFormat::kTable;
};

struct MachinesOptions {
  ClientOptions client;
  std::string machine_id;  // empty: all
  OutputFormat format = OutputFormat::kTable;
};

struct CoverageOptions {
  ClientOptions client;
  std::string machine_id;  // empty: all
  OutputFormat format = OutputFormat::kTable;
};

struct DoctorOptions {
  std::string store_directory;
  OutputFormat format = OutputFormat::kTable;
};

struct GraphServeOptions {
  std::string store_directory;
  std::string listen_address;  // HOST:PORT; empty: only STORE/builder.sock
  TlsFiles tls;                // `ca`: of the clients whose certificates are demanded
  bool insecure_loopback = false;
};

struct RulesOptions {
  enum class Action { kList, kExplain, kCheck, kTest, kBench };
  Action action = Action::kList;
  std::vector<std::string> rule_directories;  // with `rule_files` empty too: those that came along
  std::vector<std::string> rule_files;
  std::vector<std::string> rule_ids;             // empty: all
  std::vector<std::string> context_directories;  // kCheck: of rules that only cross-fire
  std::string source;                            // kTest: a file, or "-" for standard input
  std::string as_path;  // kTest: where the text is to lie; empty: where it does
  bool keep_going = false;
  OutputFormat format = OutputFormat::kTable;
};

struct VersionOptions {};

// Nothing left to do but print: help, or what is wrong with the command line.
struct Answer {
  std::string text;
  int exit_code = 0;  // 0: to standard output; else to standard error
};

using ParsedCommand = std::variant<ScanOptions, ListOptions, SecretsOptions, KeysOptions,
                                   PathsOptions, MachinesOptions, CoverageOptions, DoctorOptions,
                                   GraphServeOptions, RulesOptions, VersionOptions, Answer>;

// Reads the command line and the KEYTRAIL_… environment. Usage errors come back as an Answer with
// exit code 2. Looks at the file system only to tell `ID=SOURCE` from a source whose name holds an
// equals sign.
ParsedCommand Parse(int argc, const char* const* argv);

// $XDG_DATA_HOME/keytrail, ~/.local/share/keytrail, or /var/lib/keytrail for root.
std::string DefaultStoreDirectory();

}  // namespace keytrail::cli
