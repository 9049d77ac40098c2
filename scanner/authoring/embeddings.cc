#include "scanner/authoring/embeddings.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "base/digest.h"

namespace keytrail::authoring {
namespace {

constexpr std::string_view kFillerLine = "# nothing of interest in this line\n";

using Replacement = std::pair<char, std::string_view>;

constexpr auto kJsonEscapes = std::to_array<Replacement>(
    {{'"', "\\\""}, {'\\', "\\\\"}, {'\n', "\\n"}, {'\r', "\\r"}, {'\t', "\\t"}});
constexpr auto kXmlEscapes =
    std::to_array<Replacement>({{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}});
constexpr auto kCrlf = std::to_array<Replacement>({{'\n', "\r\n"}});
constexpr auto kIndent = std::to_array<Replacement>({{'\n', "\n    "}});

template <std::size_t kCount>
std::string Replaced(const std::string& text, const std::array<Replacement, kCount>& table) {
  std::string replaced;
  for (const char c : text) {
    const auto found = std::ranges::find(table, c, &Replacement::first);
    replaced += found == table.end() ? std::string_view(&c, 1) : found->second;
  }
  return replaced;
}

std::string Utf16(const std::string& text, bool big_endian) {
  std::string wide = big_endian ? "\xfe\xff" : "\xff\xfe";
  for (const char c : text) {
    if (big_endian) wide.push_back('\0');
    wide.push_back(c);
    if (!big_endian) wide.push_back('\0');
  }
  return wide;
}

bool IsAscii(const std::string& text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// What a decoder takes for encoded at all.
constexpr std::size_t kEncodedBytesMin = 30;

// The text among others of its kind.
std::string AsFile(const std::string& text) {
  return "# settings of this host\nname = \"shop\"\nlevel = \"info\"\n" + text +
         (text.ends_with('\n') ? "" : "\n") + "mode = \"plain\"\n";
}

// A string that holds lines holds a whole file.
std::string AmongLines(const std::string& text) {
  return text.find('\n') == std::string::npos ? text : AsFile(text);
}

std::string Base64(const std::string& text) {
  const std::string whole = text.size() < kEncodedBytesMin ? AsFile(text) : text;
  return fmt::format("data:\n  config: {}\n", Base64Encode(AsBytes(whole)));
}

// Lines are an element's text, a single one is an attribute's value.
std::string Xml(const std::string& text, bool has_lines) {
  const std::string escaped = Replaced(text, kXmlEscapes);
  if (has_lines) return fmt::format("<configuration>\n{}</configuration>\n", escaped);
  return fmt::format("<configuration>\n  <add key=\"config\" value=\"{}\" />\n</configuration>\n",
                     escaped);
}

// Lines of code around it, as a build tool joins them.
std::string Minified(const std::string& text) {
  return fmt::format(
      "!function(e,t){{var n={{debug:!1,level:3}};for(var r=0;r<n.level;r++)t(r,e[r])}}(window,"
      "function(e){{return{{config:\"{}\",retries:5}}}});\n",
      Replaced(AmongLines(text), kJsonEscapes));
}

}  // namespace

bool IsText(const std::string& text) {
  return std::ranges::none_of(text, [](char c) {
    return static_cast<unsigned char>(c) < ' ' && c != '\n' && c != '\r' && c != '\t';
  });
}

std::vector<Embedding> EmbeddingsOf(const std::string& text, bool keeps_lines) {
  std::vector<Embedding> embeddings;
  if (!IsText(text)) {
    if (!keeps_lines) embeddings.push_back({"base64", Base64(text)});
    return embeddings;
  }
  const bool has_lines = text.find('\n') != std::string::npos;
  if (has_lines && text.find('\r') == std::string::npos) {
    embeddings.push_back({"crlf", Replaced(text, kCrlf)});
  }
  if (IsAscii(text)) {
    embeddings.push_back({"utf-16", Utf16(text, false)});
    embeddings.push_back({"utf-16", Utf16(text, true)});
  }
  if (keeps_lines) return embeddings;
  const std::string escaped = Replaced(AmongLines(text), kJsonEscapes);
  embeddings.push_back({"json", fmt::format("{{\"id\": 7, \"config\": \"{}\"}}\n", escaped)});
  embeddings.push_back({"yaml", fmt::format("kind: ConfigMap\ndata:\n  config: |\n    {}\n",
                                            Replaced(text, kIndent))});
  embeddings.push_back({"env", fmt::format("DEBUG=0\nCONFIG=\"{}\"\nLEVEL=3\n", escaped)});
  embeddings.push_back({"xml", Xml(text, has_lines)});
  embeddings.push_back({"base64", Base64(text)});
  embeddings.push_back({"minified", Minified(text)});
  return embeddings;
}

std::string AcrossBoundary(const std::string& text, std::size_t offset,
                           std::size_t boundary_bytes) {
  std::string whole;
  if (offset >= boundary_bytes) return text;
  const std::size_t filler_bytes = boundary_bytes - offset;
  while (whole.size() + kFillerLine.size() <= filler_bytes) whole += kFillerLine;
  if (whole.size() < filler_bytes) {
    whole.insert(0, std::string(filler_bytes - whole.size() - 1, '#') + "\n");
  }
  return whole + text;
}

}  // namespace keytrail::authoring
