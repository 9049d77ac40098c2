#include "cli/verb.h"

#include <fmt/format.h>

#include "cli/option_values.h"

namespace keytrail::cli {
namespace {

constexpr std::initializer_list<OutputFormat> kClientFormats = {
    OutputFormat::kTable, OutputFormat::kJsonLines, OutputFormat::kJson};

// What every client verb takes.
struct ClientFlags {
  ClientOptions options;
  std::string store = DefaultStoreDirectory();
  std::string format = "table";
};

void AddClientFlags(CLI::App& app, ClientFlags& flags) {
  app.add_option("--server", flags.options.server,
                 "Builder to ask (unix:PATH or HOST:PORT) instead of the store's own")
      ->type_name("ADDRESS")
      ->envname("KEYTRAIL_SERVER");
  app.add_option("--ca", flags.options.tls.ca, "CA of the builder's certificate")
      ->type_name("FILE")
      ->envname("KEYTRAIL_CA");
  app.add_option("--cert", flags.options.tls.certificate, "Own certificate")
      ->type_name("FILE")
      ->envname("KEYTRAIL_CERT");
  app.add_option("--key", flags.options.tls.key, "Key of the own certificate")
      ->type_name("FILE")
      ->envname("KEYTRAIL_KEY");
  app.add_flag("--insecure-loopback", flags.options.insecure_loopback,
               "Ask without TLS on a loopback address");
  app.add_option("--store", flags.store, "Directory of the store")
      ->type_name("DIR")
      ->envname("KEYTRAIL_STORE");
  app.add_option("--format", flags.format, "table, json or jsonl")
      ->type_name("FORMAT")
      ->envname("KEYTRAIL_FORMAT");
}

StatusOr<ClientOptions> FinishClient(const ClientFlags& flags) {
  ClientOptions options = flags.options;
  KT_ASSIGN_OR_RETURN(const std::optional<std::string> store, ParseStore(flags.store));
  if (!store && options.server.empty()) {
    return MakeError(StatusCode::kInvalidArgument,
                     "cannot ask a store that keeps nothing: --store none has no builder: give "
                     "--store DIR or --server ADDRESS");
  }
  options.store_directory = store.value_or("");
  return options;
}

// secrets, keys, machines and coverage: one optional argument and the flags of every client.
template <typename Options, std::string Options::*kArgument>
class QueryVerb final : public Verb {
 public:
  QueryVerb(CLI::App* verb, const std::string& argument, const std::string& help,
            std::initializer_list<const char*> later_flags = {})
      : Verb(verb) {
    app().add_option(argument, argument_, help)->type_name("");
    AddClientFlags(app(), flags_);
    for (const char* flag : later_flags) AddLaterFlag(flag);
    if constexpr (requires(Options options) { options.include_suppressed; }) {
      app().add_flag("--include-suppressed", options_.include_suppressed,
                     "Show findings too that a pragma or a baseline suppresses");
    }
  }

 private:
  StatusOr<ParsedCommand> Build() const override {
    Options options = options_;
    options.*kArgument = argument_;
    KT_ASSIGN_OR_RETURN(options.client, FinishClient(flags_));
    KT_ASSIGN_OR_RETURN(options.format, ParseFormat(flags_.format, kClientFormats));
    return options;
  }

  Options options_;
  std::string argument_;
  ClientFlags flags_;
};

class PathsVerb final : public Verb {
 public:
  explicit PathsVerb(CLI::App& root)
      : Verb(root.add_subcommand("paths", "Attack paths, each step with its evidence")) {
    app().add_option("ID", options_.id, "Only this path")->type_name("");
    app().add_flag("--include-unknown", options_.include_unknown,
                   "Steps whose verdict is unknown count too");
    app().add_flag_function(
        "--all", [](std::int64_t) {}, "Every pair of entry and target (nothing is collapsed yet)");
    app().add_option("--entry", entry_, "any")->type_name("any");
    app().add_option("--target", target_, "any")->type_name("any");
    AddClientFlags(app(), flags_);
    AddLaterFlag("--shape");
  }

 private:
  StatusOr<ParsedCommand> Build() const override {
    PathsOptions options = options_;
    KT_ASSIGN_OR_RETURN(options.client, FinishClient(flags_));
    KT_ASSIGN_OR_RETURN(options.format, ParseFormat(flags_.format, kClientFormats));
    for (const auto& [flag, value] :
         {std::pair("--entry", entry_), std::pair("--target", target_)}) {
      if (value == "any") continue;
      return MakeError(StatusCode::kInvalidArgument,
                       fmt::format("cannot use {} {}: this version has no inventory to tell what "
                                   "is exposed or critical: give any",
                                   flag, value));
    }
    return options;
  }

  PathsOptions options_;
  std::string entry_ = "any";
  std::string target_ = "any";
  ClientFlags flags_;
};

class GraphServeVerb final : public Verb {
 public:
  explicit GraphServeVerb(CLI::App& graph)
      : Verb(graph.add_subcommand("serve", "Host the graph builder of a store until stopped")) {
    app()
        .add_option("--store", store_, "Directory of the store")
        ->type_name("DIR")
        ->envname("KEYTRAIL_STORE");
    app()
        .add_option("--listen", options_.listen_address, "Listen on this address too, with TLS")
        ->type_name("HOST:PORT")
        ->envname("KEYTRAIL_LISTEN");
    app()
        .add_option("--cert", options_.tls.certificate, "Certificate of the server")
        ->type_name("FILE")
        ->envname("KEYTRAIL_CERT");
    app()
        .add_option("--key", options_.tls.key, "Key of the certificate")
        ->type_name("FILE")
        ->envname("KEYTRAIL_KEY");
    app()
        .add_option("--ca", options_.tls.ca, "Demand client certificates of this CA")
        ->type_name("FILE")
        ->envname("KEYTRAIL_CA");
    app().add_flag("--insecure-loopback", options_.insecure_loopback,
                   "Listen without TLS on a loopback address");
  }

 private:
  StatusOr<ParsedCommand> Build() const override {
    GraphServeOptions options = options_;
    KT_ASSIGN_OR_RETURN(const std::optional<std::string> store, ParseStore(store_));
    if (!store) {
      return MakeError(StatusCode::kInvalidArgument,
                       "cannot serve a store that keeps nothing: --store none has no record: give "
                       "--store DIR");
    }
    const bool has_tls = !options.tls.certificate.empty() && !options.tls.key.empty();
    if (!options.listen_address.empty() && !has_tls && !options.insecure_loopback) {
      return MakeError(StatusCode::kInvalidArgument,
                       fmt::format("cannot listen on {}: there is no certificate: give --cert and "
                                   "--key, or --insecure-loopback on a loopback address",
                                   options.listen_address));
    }
    options.store_directory = *store;
    return options;
  }

  GraphServeOptions options_;
  std::string store_ = DefaultStoreDirectory();
};

class DoctorVerb final : public Verb {
 public:
  explicit DoctorVerb(CLI::App& root)
      : Verb(
            root.add_subcommand("doctor", "What this host can do, and what to do about the rest")) {
    app()
        .add_option("--store", store_, "Directory of the store to look at")
        ->type_name("DIR")
        ->envname("KEYTRAIL_STORE");
    app()
        .add_option("--format", format_, "table, json or jsonl")
        ->type_name("FORMAT")
        ->envname("KEYTRAIL_FORMAT");
  }

 private:
  StatusOr<ParsedCommand> Build() const override {
    DoctorOptions options;
    KT_ASSIGN_OR_RETURN(const std::optional<std::string> store, ParseStore(store_));
    options.store_directory = store.value_or("");
    KT_ASSIGN_OR_RETURN(options.format, ParseFormat(format_, kClientFormats));
    return options;
  }

  std::string store_ = DefaultStoreDirectory();
  std::string format_ = "table";
};

class VersionVerb final : public Verb {
 public:
  explicit VersionVerb(CLI::App& root)
      : Verb(root.add_subcommand("version", "Version of the program")) {}

 private:
  StatusOr<ParsedCommand> Build() const override { return VersionOptions{}; }
};

}  // namespace

void Verb::AddLaterFlag(const std::string& flag) {
  CLI::Option* option = app_->add_option(flag)->expected(0, -1)->group("");
  later_flags_.emplace_back(flag, option);
}

StatusOr<ParsedCommand> Verb::Finish() const {
  for (const auto& [flag, option] : later_flags_) {
    if (option->count() == 0) continue;
    return MakeError(StatusCode::kInvalidArgument,
                     fmt::format("cannot use {}: this version does not have it yet: see 'keytrail "
                                 "{} --help' for what it has",
                                 flag, app_->get_name()));
  }
  return Build();
}

std::vector<std::unique_ptr<Verb>> AddVerbs(CLI::App& root) {
  std::vector<std::unique_ptr<Verb>> verbs;
  verbs.push_back(AddScanVerb(root));
  verbs.push_back(AddListVerb(root));
  verbs.push_back(std::make_unique<QueryVerb<SecretsOptions, &SecretsOptions::machine_id>>(
      root.add_subcommand("secrets", "Secrets of a machine, or of all"), "MACHINE",
      "Only of this machine", std::initializer_list<const char*>{"--group-by", "--since"}));
  verbs.push_back(std::make_unique<QueryVerb<KeysOptions, &KeysOptions::public_key_fingerprint>>(
      root.add_subcommand("keys",
                          "Private keys, who holds them, and every account that lists them"),
      "FINGERPRINT", "Only this key (SHA256:…)"));
  verbs.push_back(std::make_unique<PathsVerb>(root));
  verbs.push_back(std::make_unique<QueryVerb<MachinesOptions, &MachinesOptions::machine_id>>(
      root.add_subcommand("machines", "The machines of the record"), "ID", "Only this machine"));
  verbs.push_back(std::make_unique<QueryVerb<CoverageOptions, &CoverageOptions::machine_id>>(
      root.add_subcommand("coverage", "What was read of each volume, and what was not"), "MACHINE",
      "Only of this machine"));
  CLI::App* graph = root.add_subcommand("graph", "The graph builder");
  graph->require_subcommand(1);
  verbs.push_back(std::make_unique<GraphServeVerb>(*graph));
  for (auto& verb : AddRulesVerbs(root)) verbs.push_back(std::move(verb));
  verbs.push_back(std::make_unique<DoctorVerb>(root));
  verbs.push_back(std::make_unique<VersionVerb>(root));
  return verbs;
}

}  // namespace keytrail::cli
