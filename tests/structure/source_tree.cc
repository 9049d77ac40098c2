#include "source_tree.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace keytrail::structure {
namespace {

namespace fs = std::filesystem;

bool IsLeftOut(const fs::path& path) {
  const std::string name = path.filename();
  return name == "build" || name == ".cache" || name == ".git";
}

// Paths of all files below `root`, sorted.
std::vector<fs::path> AllFiles(const fs::path& root) {
  std::vector<fs::path> files;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
    if (IsLeftOut(entry->path())) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file()) {
      files.push_back(entry->path());
    }
  }
  std::ranges::sort(files);
  return files;
}

std::vector<std::string> LinesOf(const fs::path& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

}  // namespace

std::vector<SourceFile> LoadTree(const std::string& root, const std::vector<std::string>& endings) {
  std::vector<SourceFile> files;
  for (const fs::path& path : AllFiles(root)) {
    const std::string name = path.filename();
    const bool wanted = std::ranges::any_of(
        endings, [&](const std::string& ending) { return name.ends_with(ending); });
    if (wanted) files.push_back({.path = path.lexically_relative(root), .lines = LinesOf(path)});
  }
  return files;
}

std::vector<FileSize> ListSizes(const std::string& root) {
  std::vector<FileSize> sizes;
  for (const fs::path& path : AllFiles(root)) {
    sizes.push_back({.path = path.lexically_relative(root), .bytes = fs::file_size(path)});
  }
  return sizes;
}

std::vector<Include> IncludesOf(const SourceFile& file) {
  constexpr std::string_view kDirective = "#include ";
  std::vector<Include> includes;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    const std::string& line = file.lines[i];
    if (!line.starts_with(kDirective) || line.size() <= kDirective.size()) continue;
    const char open = line[kDirective.size()];
    if (open != '"' && open != '<') continue;
    const std::size_t begin = kDirective.size() + 1;
    const std::size_t end = line.find(open == '"' ? '"' : '>', begin);
    if (end == std::string::npos) continue;
    includes.push_back(
        {.target = line.substr(begin, end - begin), .line = i + 1, .quoted = open == '"'});
  }
  return includes;
}

}  // namespace keytrail::structure
