// Rules told from the text of files: lengths, leftovers, sizes, rule packs.
#include <algorithm>
#include <optional>
#include <string_view>

#include "rules.h"

namespace keytrail::structure {
namespace {

struct Function {
  std::size_t first_line = 0;  // from 1
  std::size_t line_count = 0;
};

bool IsCode(const std::string& line) {
  return !line.empty() && line[0] != ' ' && line[0] != '#' && line[0] != '/' && line[0] != '}';
}

bool OpensFunction(const std::string& head) {
  const bool names_type = head.starts_with("struct ") || head.starts_with("class ") ||
                          head.starts_with("enum ") || head.starts_with("union ") ||
                          head.starts_with("namespace ");
  return !names_type && head.find('(') != std::string::npos &&
         head.find("= {") == std::string::npos;
}

// Functions that close with a brace in the first column: good to a few per cent, and blind to
// members defined inside their class.
class FunctionFinder {
 public:
  std::vector<Function> Find(const SourceFile& file) {
    for (std::size_t i = 0; i < file.lines.size(); ++i) Take(file.lines[i], i + 1);
    return functions_;
  }

 private:
  void Take(const std::string& line, std::size_t number) {
    if (inside_) {
      if (line.empty() || line[0] != '}') return;
      if (line == "}" && is_function_) {
        functions_.push_back({.first_line = *first_line_, .line_count = number + 1 - *first_line_});
      }
      Reset();
      return;
    }
    const bool continues = first_line_ && !line.empty() && line[0] == ' ';
    if (!IsCode(line) && !continues) return Reset();
    if (!first_line_) first_line_ = number;
    head_ += line;
    if (line.ends_with('{')) {
      inside_ = !head_.starts_with("namespace");
      is_function_ = OpensFunction(head_);
      if (!inside_) Reset();
    } else if (line.ends_with(';') || line.ends_with('}')) {
      Reset();
    }
  }

  void Reset() {
    inside_ = false;
    is_function_ = false;
    first_line_.reset();
    head_.clear();
  }

  std::vector<Function> functions_;
  std::optional<std::size_t> first_line_;
  std::string head_;
  bool inside_ = false;
  bool is_function_ = false;
};

// The reminder's word is put together, so that this file does not hold it.
std::string Reminder() { return std::string("TO") + "DO"; }

bool HasIssueNumber(std::string_view behind) {
  return behind.starts_with("(#") && behind.size() > 2 && behind[2] >= '0' && behind[2] <= '9';
}

// The rule blocks of a pack: from one "- id:" to the next, and where each begins.
struct RuleBlock {
  std::string id;
  std::size_t line = 0;
  std::string text;
};

std::vector<RuleBlock> BlocksOf(const SourceFile& pack) {
  constexpr std::string_view kBegin = "  - id: ";
  std::vector<RuleBlock> blocks;
  for (std::size_t i = 0; i < pack.lines.size(); ++i) {
    const std::string& line = pack.lines[i];
    if (line.starts_with(kBegin)) blocks.push_back({line.substr(kBegin.size()), i + 1, ""});
    if (!blocks.empty()) blocks.back().text += line + "\n";
  }
  return blocks;
}

}  // namespace

Violations CheckLengths(const std::vector<SourceFile>& sources, const LengthLimits& limits) {
  Violations violations;
  for (const SourceFile& file : sources) {
    if (file.lines.size() > limits.file_lines_max && !limits.exempt.contains(file.path)) {
      violations.push_back(file.path + ": " + std::to_string(file.lines.size()) +
                           " lines: split it");
    }
    for (const Function& function : FunctionFinder().Find(file)) {
      if (function.line_count <= limits.function_lines_max) continue;
      const std::string& head = file.lines[function.first_line - 1];
      if (limits.exempt.contains(file.path + ":" + head)) continue;
      violations.push_back(file.path + ":" + std::to_string(function.first_line) +
                           ": a function of " + std::to_string(function.line_count) +
                           " lines: split it");
    }
  }
  return violations;
}

Violations CheckLeftovers(const std::vector<SourceFile>& files) {
  Violations violations;
  for (const SourceFile& file : files) {
    if (file.path.find(".broken") != std::string::npos) {
      violations.push_back(file.path + ": parked: delete it");
    }
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::size_t found = file.lines[i].find(Reminder());
      if (found == std::string::npos) continue;
      const std::string_view line = file.lines[i];
      if (HasIssueNumber(line.substr(found + Reminder().size()))) continue;
      violations.push_back(file.path + ":" + std::to_string(i + 1) +
                           ": a reminder without an issue number: do it, or file it");
    }
  }
  return violations;
}

Violations CheckBlobSizes(const std::vector<FileSize>& sizes, std::size_t bytes_max) {
  Violations violations;
  for (const FileSize& file : sizes) {
    if (file.bytes <= bytes_max) continue;
    violations.push_back(file.path + ": " + std::to_string(file.bytes) +
                         " bytes: make it at test time");
  }
  return violations;
}

Violations CheckRulePacks(const std::vector<SourceFile>& packs) {
  Violations violations;
  for (const SourceFile& pack : packs) {
    const std::vector<RuleBlock> blocks = BlocksOf(pack);
    if (blocks.empty()) violations.push_back(pack.path + ": holds no rule");
    for (const RuleBlock& block : blocks) {
      for (const char* field : {"examples:", "negative_examples:", "references:"}) {
        if (block.text.find(std::string("\n    ") + field) != std::string::npos) continue;
        violations.push_back(pack.path + ":" + std::to_string(block.line) + ": rule " + block.id +
                             " has no " + field);
      }
    }
  }
  return violations;
}

}  // namespace keytrail::structure
