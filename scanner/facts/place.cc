#include "scanner/facts/place.h"

namespace keytrail::facts {
namespace {

// What is left of `path` behind `directory` and a slash; empty when it does not lie there.
std::string_view Below(std::string_view path, std::string_view directory) {
  if (path.size() <= directory.size() + 1 || path[directory.size()] != '/' ||
      !path.starts_with(directory)) {
    return {};
  }
  return path.substr(directory.size() + 1);
}

bool EndsInComponents(std::string_view path, std::string_view tail) {
  if (!path.ends_with(tail)) return false;
  return path.size() == tail.size() || path[path.size() - tail.size() - 1] == '/';
}

bool Fits(const Place& place, std::string_view path) {
  switch (place.shape) {
    case PlaceShape::kExact: return path == place.path;
    case PlaceShape::kTail: return EndsInComponents(path, place.path);
    case PlaceShape::kSuffix: return path.ends_with(place.path);
    case PlaceShape::kTree: return !Below(path, place.path).empty();
    case PlaceShape::kFolder: {
      const std::string_view name = Below(path, place.path);
      return !name.empty() && name.find('/') == std::string_view::npos;
    }
  }
  return false;
}

}  // namespace

bool LiesAt(const Place& place, std::string_view path) {
  return Fits(place, path) && (place.accepts == nullptr || place.accepts(path));
}

std::string_view NameIn(std::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace keytrail::facts
