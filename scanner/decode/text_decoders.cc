#include "scanner/decode/text_decoders.h"

#include <algorithm>

namespace keytrail::decode {
namespace {

// A run that is decided upon inside a chunk may begin, with its mark, so far before it.
constexpr std::size_t kLookBackBytes = std::max(WideText::kRunBytesMinMax, kRunDigitsMinMax);

static_assert(kLookBackBytes + 1 < kContextBytes, "the context holds a run's beginning");

}  // namespace

void TextDecoders::BeginText() {
  wide_.BeginText();
  for (DigitRuns* digits : {&base64_, &base32_, &hex_}) digits->BeginText();
  for (EscapedText* text : {&percent_, &backslash_, &entity_, &quoted_printable_}) {
    text->BeginText();
  }
}

void TextDecoders::Decode(const EncodedChunk& chunk, DecodedSink& sink) {
  const std::size_t begin = chunk.owned_begin - std::min(chunk.owned_begin, kLookBackBytes);
  FindMarks(chunk.buffer, begin, chunk.owned_begin, chunk.owned_end, marks_);
  wide_.Decode(chunk, marks_.wide, sink);
  for (DigitRuns* digits : {&base64_, &base32_, &hex_}) digits->Decode(chunk, marks_.digits, sink);
  for (EscapedText* text : {&percent_, &backslash_, &entity_, &quoted_printable_}) {
    text->Decode(chunk, marks_.escapes, sink);
  }
}

void TextDecoders::EndText(DecodedSink& sink) {
  wide_.EndText(sink);
  for (DigitRuns* digits : {&base64_, &base32_, &hex_}) digits->EndText(sink);
  for (EscapedText* text : {&percent_, &backslash_, &entity_, &quoted_printable_}) {
    text->EndText(sink);
  }
}

}  // namespace keytrail::decode
