// An example text in each of the forms in which real files hold it: inside JSON, YAML, XML, a
// variable of an environment file, minified code, with other line ends, in UTF-16, in base64.
#pragma once

#include <string>
#include <vector>

namespace keytrail::authoring {

struct Embedding {
  std::string form;  // of kEmbeddingForms
  std::string text;
};

// Whether `text` holds nothing but printable characters, spaces and line ends.
bool IsText(const std::string& text);

// `keeps_lines`: only the forms that leave a file's lines as they are (line ends, UTF-16, byte
// order mark), for texts that mean something only as the lines of a file of their own. What is no
// text is only ever in base64. Shape: the forms that the text can take.
std::vector<Embedding> EmbeddingsOf(const std::string& text, bool keeps_lines);

// `text` behind as many harmless lines as put the byte at `offset` of it at `boundary_bytes`.
std::string AcrossBoundary(const std::string& text, std::size_t offset, std::size_t boundary_bytes);

}  // namespace keytrail::authoring
