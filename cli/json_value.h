// The pieces that all our JSON objects are made of. Only for cli's own .cc files: the JSON library
// is not seen elsewhere.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/clock.h"

namespace keytrail::cli {

using Json = nlohmann::ordered_json;

// Text as it is where it is UTF-8, else escaped.
Json Text(std::string_view text);
// Null when empty.
Json TextOrNull(std::string_view text);
Json Time(Timestamp time);
// Permission bits as "0640".
Json Mode(std::uint32_t mode);

// Sets `path`, and `path_bytes` (base64) where the path is not UTF-8.
void SetPath(Json& object, std::string_view path);

// One line, with what a terminal would obey as \uNNNN.
std::string Line(const Json& object);

}  // namespace keytrail::cli
