#include "scanner/match/packed_rules.h"

#include <utility>

#include "scanner/match/packed_bytes.h"

namespace keytrail::match {
namespace {

constexpr std::size_t kSetWords = 4;

void WriteSet(const ByteSet& set, PackedWriter& writer) {
  for (std::size_t word = 0; word < kSetWords; ++word) {
    std::uint64_t bits = 0;
    for (std::size_t bit = 0; bit < 64; ++bit) {
      if (set[word * 64 + bit]) bits |= 1ULL << bit;
    }
    writer.Number(bits);
  }
}

ByteSet ReadSet(PackedReader& reader) {
  ByteSet set;
  for (std::size_t word = 0; word < kSetWords; ++word) {
    const std::uint64_t bits = reader.Number();
    for (std::size_t bit = 0; bit < 64; ++bit) set[word * 64 + bit] = (bits >> bit & 1) != 0;
  }
  return set;
}

void WriteWidth(const WidthBytes& width, PackedWriter& writer) {
  writer.Number(width.min);
  writer.Number(width.max);
}

WidthBytes ReadWidth(PackedReader& reader) {
  WidthBytes width;
  width.min = reader.Number();
  width.max = reader.Number();
  return width;
}

void WritePattern(const CompiledPattern& pattern, PackedWriter& writer) {
  writer.Text(pattern.confirmation);
  writer.Text(pattern.search);
  writer.Texts(pattern.capture_names);
  WriteWidth(pattern.width, writer);
  WriteSet(pattern.first_bytes, writer);
  WriteWidth(pattern.search_width, writer);
  writer.Number(pattern.literal_bytes);
}

CompiledPattern ReadPattern(PackedReader& reader) {
  CompiledPattern pattern;
  pattern.confirmation = reader.Text();
  pattern.search = reader.Text();
  pattern.capture_names = reader.Texts();
  pattern.width = ReadWidth(reader);
  pattern.first_bytes = ReadSet(reader);
  pattern.search_width = ReadWidth(reader);
  pattern.literal_bytes = static_cast<std::size_t>(reader.Number());
  return pattern;
}

void WriteReach(const std::optional<WordReach>& reach, PackedWriter& writer) {
  writer.Number(reach ? 1 : 0);
  if (!reach) return;
  writer.Number(reach->before_bytes);
  writer.Number(reach->after_bytes);
}

std::optional<WordReach> ReadReach(PackedReader& reader) {
  if (reader.Number() == 0) return std::nullopt;
  WordReach reach;
  reach.before_bytes = reader.Number();
  reach.after_bytes = reader.Number();
  return reach;
}

void WriteComponents(const std::vector<RuleComponent>& components, PackedWriter& writer) {
  writer.Number(components.size());
  for (const RuleComponent& component : components) {
    writer.Text(component.name);
    writer.Text(component.pattern);
    writer.Number(component.within_bytes);
    writer.Number(component.within_lines);
    writer.Number(component.required ? 1 : 0);
  }
}

std::vector<RuleComponent> ReadComponents(PackedReader& reader) {
  std::vector<RuleComponent> components;
  for (std::uint64_t left = reader.Number(); reader.ok() && left > 0; --left) {
    RuleComponent component;
    component.name = reader.Text();
    component.pattern = reader.Text();
    component.within_bytes = static_cast<std::uint32_t>(reader.Number());
    component.within_lines = static_cast<std::uint32_t>(reader.Number());
    component.required = reader.Number() != 0;
    components.push_back(std::move(component));
  }
  return components;
}

void WriteChecksum(const std::optional<RuleChecksum>& checksum, PackedWriter& writer) {
  writer.Number(checksum ? 1 : 0);
  if (!checksum) return;
  for (const std::string* text :
       {&checksum->algorithm, &checksum->encoding, &checksum->of, &checksum->in}) {
    writer.Text(*text);
  }
}

std::optional<RuleChecksum> ReadChecksum(PackedReader& reader) {
  if (reader.Number() == 0) return std::nullopt;
  RuleChecksum checksum;
  for (std::string* text : {&checksum.algorithm, &checksum.encoding, &checksum.of, &checksum.in}) {
    *text = reader.Text();
  }
  return checksum;
}

void WriteRule(const Rule& rule, PackedWriter& writer) {
  writer.Text(rule.id);
  writer.Number(rule.version);
  writer.Text(rule.name);
  writer.Text(rule.description);
  writer.Text(rule.secret_type);
  writer.Number(static_cast<std::uint64_t>(rule.family));
  writer.Number(static_cast<std::uint64_t>(rule.confidence));
  writer.Number(static_cast<std::uint64_t>(rule.severity));
  writer.Text(rule.pattern);
  writer.Text(rule.parser);
  writer.Texts(rule.paths);
  writer.Number(rule.low_outside_paths ? 1 : 0);
  WriteComponents(rule.components, writer);
  writer.Texts(rule.validators);
  WriteChecksum(rule.checksum, writer);
  writer.Texts(rule.stops);
  writer.Text(rule.constant_prefix);
  writer.Text(rule.target);
  writer.Number(rule.specificity);
}

Rule ReadRuleFields(PackedReader& reader) {
  Rule rule;
  rule.id = reader.Text();
  rule.version = static_cast<std::uint32_t>(reader.Number());
  rule.name = reader.Text();
  rule.description = reader.Text();
  rule.secret_type = reader.Text();
  rule.family = static_cast<SecretFamily>(reader.Number());
  rule.confidence = static_cast<Confidence>(reader.Number());
  rule.severity = static_cast<Severity>(reader.Number());
  rule.pattern = reader.Text();
  rule.parser = reader.Text();
  rule.paths = reader.Texts();
  rule.low_outside_paths = reader.Number() != 0;
  rule.components = ReadComponents(reader);
  rule.validators = reader.Texts();
  rule.checksum = ReadChecksum(reader);
  rule.stops = reader.Texts();
  rule.constant_prefix = reader.Text();
  rule.target = reader.Text();
  rule.specificity = static_cast<std::uint32_t>(reader.Number());
  return rule;
}

}  // namespace

std::string PackRules(const std::vector<ReadRule>& rules) {
  PackedWriter writer;
  writer.Number(rules.size());
  for (const ReadRule& read : rules) {
    WriteRule(read.rule, writer);
    WritePattern(read.pattern, writer);
    WriteReach(read.word_reach, writer);
  }
  return writer.Take();
}

StatusOr<std::vector<ReadRule>> UnpackRules(std::string_view bytes) {
  PackedReader reader(bytes);
  std::vector<ReadRule> rules;
  for (std::uint64_t left = reader.Number(); reader.ok() && left > 0; --left) {
    ReadRule read;
    read.rule = ReadRuleFields(reader);
    read.pattern = ReadPattern(reader);
    read.word_reach = ReadReach(reader);
    rules.push_back(std::move(read));
  }
  if (reader.at_end()) return rules;
  return MakeError(StatusCode::kDataLoss, "packed rules end too early or too late");
}

}  // namespace keytrail::match
