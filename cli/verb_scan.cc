#include <algorithm>
#include <thread>

#include <fmt/format.h>

#include "cli/option_values.h"
#include "cli/source_arguments.h"
#include "cli/verb.h"

namespace keytrail::cli {
namespace {

constexpr std::uint32_t kThreadsMax = 256;

std::uint32_t DefaultThreads() { return std::clamp(std::thread::hardware_concurrency(), 1U, 16U); }

void AddSources(CLI::App& app, std::vector<std::string>& sources, const std::string& help) {
  app.add_option("SOURCE", sources, help)->required()->type_name("");
}

// A flag that may be repeated, one value each time.
void AddRepeated(CLI::App& app, const std::string& flag, std::vector<std::string>& values,
                 const std::string& help) {
  app.add_option(flag, values, help)->allow_extra_args(false);
}

class ScanVerb final : public Verb {
 public:
  explicit ScanVerb(CLI::App& root)
      : Verb(root.add_subcommand("scan", "Scan disks of machines for secrets, publish, print")) {
    options_.threads = DefaultThreads();
    AddSources(app(), sources_,
               "Disk image, block device or directory; several are the disks of one machine, "
               "ID=SOURCE makes several machines");
    AddMachineFlags();
    AddOutputFlags();
    AddStoreFlags();
    AddReadingFlags();
    AddLaterFlag("--key");
  }

 private:
  void AddMachineFlags() {
    app().add_option("--machine", machine_, "Stable id of the machine")->type_name("ID");
    app().add_option("--name", name_, "Name of the machine for people")->type_name("NAME");
    app()
        .add_option("--snapshot-time", snapshot_time_, "When the snapshot was taken (RFC 3339)")
        ->type_name("T");
    app().add_flag("--all-disks", options_.all_disks, "These are all the disks the machine has");
  }

  void AddOutputFlags() {
    app()
        .add_option("--format", format_, "table, json or jsonl")
        ->type_name("FORMAT")
        ->envname("KEYTRAIL_FORMAT");
    app()
        .add_option("--output", options_.output_file, "Write the result to this file")
        ->type_name("FILE");
    app().add_flag("--fail-on-findings", options_.fail_on_findings,
                   "Exit 1 when there are findings");
    app()
        .add_option("--baseline", options_.baseline_file,
                    "Suppress the findings of this file (JSON Lines of an earlier scan)")
        ->type_name("FILE");
    app().add_flag("--include-suppressed", options_.include_suppressed,
                   "Show findings too that a pragma or the baseline suppresses");
    app()
        .add_option("--min-confidence", min_confidence_, "low, medium or high; medium unless told")
        ->type_name("C");
    app().add_flag("!--no-progress", options_.progress, "No progress bar");
  }

  void AddStoreFlags() {
    app()
        .add_option("--store", store_, "Directory of the store, or none to keep nothing")
        ->type_name("DIR|none")
        ->envname("KEYTRAIL_STORE");
    app()
        .add_option("--publish", options_.publish_address,
                    "Builder to publish to (unix:PATH or HOST:PORT) instead of the store's own")
        ->type_name("ADDRESS")
        ->envname("KEYTRAIL_PUBLISH");
    TlsFiles& tls = options_.publish_tls;
    app().add_option("--publish-ca", tls.ca, "CA of the builder's certificate")->type_name("FILE");
    app().add_option("--publish-cert", tls.certificate, "Own certificate")->type_name("FILE");
    app().add_option("--publish-key", tls.key, "Key of the own certificate")->type_name("FILE");
    app().add_flag("--insecure-loopback", options_.insecure_loopback,
                   "Publish without TLS to a loopback address");
  }

  void AddReadingFlags() {
    AddRepeated(app(), "--rules", options_.rule_directories, "Directory of rule packs, repeatable");
    AddRepeated(app(), "--rule", options_.rule_ids, "Only this rule, repeatable");
    app().add_flag("--keep-going", options_.keep_going,
                   "Scan with the rules that are sound when others are not");
    AddRepeated(app(), "--known-public-keys", options_.known_keys_files,
                "List of private keys that everybody has, repeatable");
    app()
        .add_option("--reader", reader_, "auto, directory or appliance; auto unless told")
        ->type_name("READER");
    app()
        .add_option("--source-format", source_format_,
                    "raw: take the source as a raw image whatever its first bytes say")
        ->type_name("raw");
    app()
        .add_option("--threads", options_.threads, "Scanning threads; one for each CPU unless told")
        ->type_name("N")
        ->check(CLI::Range(1U, kThreadsMax));
    app()
        .add_option("--read-rate", read_rate_, "Read at most this many bytes a second")
        ->type_name("BYTES/S");
  }

  StatusOr<ParsedCommand> Build() const override {
    ScanOptions options = options_;
    KT_ASSIGN_OR_RETURN(options.machines, ResolveSources(sources_, machine_, name_));
    KT_ASSIGN_OR_RETURN(options.snapshot_at, ParseSnapshotTime(snapshot_time_));
    KT_ASSIGN_OR_RETURN(options.format,
                        ParseFormat(format_, {OutputFormat::kTable, OutputFormat::kJsonLines,
                                              OutputFormat::kJson}));
    KT_ASSIGN_OR_RETURN(options.store_directory, ParseStore(store_));
    if (!options.baseline_file.empty() && !options.store_directory) {
      return MakeError(StatusCode::kInvalidArgument,
                       "cannot use a baseline with --store none: fingerprints are of a store's own "
                       "key, and there is none: give --store DIR");
    }
    KT_ASSIGN_OR_RETURN(options.reader, ParseReader(reader_));
    KT_ASSIGN_OR_RETURN(options.insist_raw, ParseSourceFormat(source_format_));
    KT_ASSIGN_OR_RETURN(options.read_rate_bytes_per_second,
                        ParseByteCount("--read-rate", read_rate_));
    KT_ASSIGN_OR_RETURN(options.min_confidence, ParseConfidence(min_confidence_));
    return options;
  }

  // What the flags fill directly, and the words that are checked when all are known.
  ScanOptions options_;
  std::vector<std::string> sources_;
  std::string machine_;
  std::string name_;
  std::string snapshot_time_;
  std::string format_ = "table";
  std::string min_confidence_ = "medium";
  std::string store_ = DefaultStoreDirectory();
  std::string reader_ = "auto";
  std::string source_format_;
  std::string read_rate_ = "0";
};

class ListVerb final : public Verb {
 public:
  explicit ListVerb(CLI::App& root)
      : Verb(root.add_subcommand("ls", "List each file as the scanner sees it, without scanning")) {
    AddSources(app(), sources_, "Disk images, block devices or a directory: disks of one machine");
    app().add_flag("--hash", options_.hash, "Add the SHA-256 of each regular file's content");
    app()
        .add_option("--format", format_, "table or jsonl")
        ->type_name("FORMAT")
        ->envname("KEYTRAIL_FORMAT");
    app()
        .add_option("--reader", reader_, "auto, directory or appliance; auto unless told")
        ->type_name("READER");
    app()
        .add_option("--source-format", source_format_,
                    "raw: take the source as a raw image whatever its first bytes say")
        ->type_name("raw");
    app()
        .add_option("--store", store_, "Directory of the store, or none")
        ->type_name("DIR|none")
        ->envname("KEYTRAIL_STORE");
    app().add_flag("!--no-progress", options_.progress, "No progress bar");
    AddLaterFlag("--key");
  }

 private:
  StatusOr<ParsedCommand> Build() const override {
    ListOptions options = options_;
    KT_ASSIGN_OR_RETURN(const std::vector<MachineSources> machines,
                        ResolveSources(sources_, "", ""));
    if (machines.size() != 1) {
      return MakeError(StatusCode::kInvalidArgument,
                       "cannot list several machines at once: their files would mix: run ls once "
                       "for each");
    }
    options.sources = machines.front().sources;
    KT_ASSIGN_OR_RETURN(options.format,
                        ParseFormat(format_, {OutputFormat::kTable, OutputFormat::kJsonLines}));
    KT_ASSIGN_OR_RETURN(options.reader, ParseReader(reader_));
    KT_ASSIGN_OR_RETURN(options.insist_raw, ParseSourceFormat(source_format_));
    KT_ASSIGN_OR_RETURN(options.store_directory, ParseStore(store_));
    return options;
  }

  ListOptions options_;
  std::vector<std::string> sources_;
  std::string format_ = "table";
  std::string reader_ = "auto";
  std::string source_format_;
  std::string store_ = DefaultStoreDirectory();
};

}  // namespace

std::unique_ptr<Verb> AddScanVerb(CLI::App& root) { return std::make_unique<ScanVerb>(root); }

std::unique_ptr<Verb> AddListVerb(CLI::App& root) { return std::make_unique<ListVerb>(root); }

}  // namespace keytrail::cli
