// The project's own files, as text. Not a C++ parser: everything is told from lines.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace keytrail::structure {

struct SourceFile {
  std::string path;  // below the root, with slashes
  std::vector<std::string> lines;
};

// Files below `root` with one of the names' endings, sorted by path; build trees, caches and .git
// are left out.
std::vector<SourceFile> LoadTree(const std::string& root, const std::vector<std::string>& endings);

struct FileSize {
  std::string path;
  std::size_t bytes = 0;
};

// All files below `root`, as LoadTree sees them.
std::vector<FileSize> ListSizes(const std::string& root);

struct Include {
  std::string target;  // between the quotes or brackets
  std::size_t line = 0;
  bool quoted = false;
};

std::vector<Include> IncludesOf(const SourceFile& file);

}  // namespace keytrail::structure
