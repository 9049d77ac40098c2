// Where a file lies that states facts, and what reads it there. A place is a pattern of paths, a
// parser and a bound; the table of all places is in facts.cc.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "model/fact.h"

namespace keytrail::facts {

// What a parser is given: the file's text alone, or its path (as in Place) too.
struct Parser {
  using OfText = std::vector<FactPayload> (*)(std::string_view text);
  using OfFile = std::vector<FactPayload> (*)(std::string_view path, std::string_view text);

  // NOLINTNEXTLINE(google-explicit-constructor): a row of the table names the function only.
  constexpr Parser(OfText function) : of_text(function) {}
  // NOLINTNEXTLINE(google-explicit-constructor): see above.
  constexpr Parser(OfFile function) : of_file(function) {}

  std::vector<FactPayload> Parse(std::string_view path, std::string_view text) const {
    return of_text != nullptr ? of_text(text) : of_file(path, text);
  }

  OfText of_text = nullptr;
  OfFile of_file = nullptr;
};

enum class PlaceShape {
  kExact,   // the path itself
  kTail,    // the path's last components: ".ssh/authorized_keys"
  kSuffix,  // the end of the path, within its last component too: ".pub"
  kFolder,  // every file directly in the directory
  kTree     // every file at any depth below the directory
};

// A file that is too large for its place: most are then something else than they are called; of a
// file that decides who may log in it must be said that it was not taken in.
enum class TooLarge { kIsSomethingElse, kIsReported };

// One row of the table. Paths are without their leading slash.
struct Place {
  PlaceShape shape = PlaceShape::kExact;
  std::string_view path;
  Parser parser;
  TooLarge too_large = TooLarge::kIsSomethingElse;
  std::uint64_t bytes_max = limits::kFactFileBytesMax;
  // A further condition on the whole path; null: none.
  bool (*accepts)(std::string_view path) = nullptr;
};

// Whether the file at `path` lies at `place`; says nothing about its size.
bool LiesAt(const Place& place, std::string_view path);

// `path` behind its last slash.
std::string_view NameIn(std::string_view path);

}  // namespace keytrail::facts
