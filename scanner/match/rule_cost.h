// What a rule costs, in figures that do not depend on the machine: calls back of the search engine
// for each megabyte of a corpus that is the same everywhere, and the literal that it looks for.
//
// Throughput is decided by a handful of rules, not by their number: one that breaks a gate slows
// every scan.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/status.h"
#include "scanner/match/search_hits.h"

namespace keytrail::match {

inline constexpr std::size_t kCostCorpusBytes = 8 * 1024 * 1024;
inline constexpr double kCallbacksPerMegabyteMax = 1.0;
inline constexpr std::uint32_t kLiteralBytesMin = 3;
// Of rules that look only into some files, or everywhere when low confidence is asked for: they are
// not searched for with the others, and what they begin with may be common.
inline constexpr double kCallbacksPerMegabyteByPathMax = 10'000.0;
// Of those of them that hold no literal: each is searched for on its own, in its own files only.
// One a line.
inline constexpr double kCallbacksPerMegabyteAloneMax = 20'000.0;

// Text that holds no secret and much of what patterns begin with: prose, code, configuration, URLs,
// certificates, digests, JSON, key material without its markers. Returns the same for the same
// size, always.
std::string CostCorpus(std::size_t bytes);

// Length of the longest literal that every match of `pattern` holds. Errors: kInvalidArgument, as
// ParsePattern.
StatusOr<std::uint32_t> LiteralBytesOf(const std::string& pattern);

// How often the search engine calls back for each rule on a megabyte of `corpus`. Shape: in the
// order of the `rules` rules that `search` was made of.
std::vector<double> CallbacksPerMegabyte(const SearchHits& search, std::size_t rules,
                                         const std::string& corpus);

}  // namespace keytrail::match
