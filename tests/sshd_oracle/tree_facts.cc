#include "tests/sshd_oracle/tree_facts.h"

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <utility>

#include <fmt/format.h>

#include "base/check.h"
#include "base/clock.h"
#include "model/reader.h"
#include "scanner/disk/directory_reader.h"
#include "scanner/facts/entry_facts.h"
#include "scanner/facts/facts.h"
#include "scanner/facts/key_lines.h"

namespace keytrail::sshd_oracle {
namespace {

std::string ReadAll(FileContent& content, std::uint64_t size) {
  std::string text;
  std::array<std::byte, 65536> buffer{};
  while (text.size() < size) {
    const auto read = content.Read(text.size(), buffer);
    if (!read.ok() || read->empty()) break;
    text.append(reinterpret_cast<const char*>(read->data()), read->size());
  }
  return text;
}

class FactSink final : public WalkSink {
 public:
  void OnVolumeBegin(const Volume& volume) override { volume_ = volume; }

  bool OnFile(FileEntry entry, std::unique_ptr<PendingContent> content) override {
    Keep(facts::FactsOfEntry(entry));
    const bool wanted =
        facts::WantsFile(entry.path, entry.size) || facts::MayHoldKeyLines(entry.path, entry.size);
    if (content == nullptr || !wanted) return true;
    auto opened = content->Open();
    KT_CHECK(opened.ok());
    const std::string text = ReadAll(**opened, entry.size);
    Keep(facts::ParseFacts(entry.path, std::as_bytes(std::span(text)), entry));
    return true;
  }

  void OnException(const std::string& entry_path, const std::string& /*reason*/) override {
    exceptions_.push_back(entry_path);
  }
  void OnSkipped(const std::string& /*reason*/, std::uint64_t /*bytes*/) override {}
  void Drain() override {}
  void OnVolumeEnd(VolumeOutcome /*outcome*/, const std::string& /*reason*/,
                   bool walked_to_end) override {
    walked_to_end_ = walked_to_end;
  }

  std::vector<Fact> TakeFacts() { return std::move(facts_); }
  access::ScannedVolume Scanned() const {
    return {.volume_id = volume_.id,
            .uuid = {},
            .label = {},
            .mounted_at = "/",
            .walked_to_end = walked_to_end_,
            .exceptions = exceptions_};
  }

 private:
  void Keep(std::vector<Fact> facts) {
    for (Fact& fact : facts) {
      fact.id = fmt::format("fact-{}", facts_.size());
      fact.machine_id = "oracle";
      fact.volume_id = volume_.id;
      facts_.push_back(std::move(fact));
    }
  }

  Volume volume_;
  bool walked_to_end_ = false;
  std::vector<std::string> exceptions_;
  std::vector<Fact> facts_;
};

}  // namespace

TreeFacts::TreeFacts(const std::string& root) {
  FactSink sink;
  KT_CHECK(disk::NewDirectoryReader({{.path = root, .display = "tree"}}, "given")->Walk(sink).ok());
  facts_ = sink.TakeFacts();
  machine_.machine_id = "oracle";
  for (const Fact& fact : facts_) machine_.facts.push_back(&fact);
  machine_.volumes.push_back(sink.Scanned());
  machine_.now = SystemClock().Now();
}

}  // namespace keytrail::sshd_oracle
