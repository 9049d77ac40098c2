// All decoders of text inside text, over one text.
//
// One pass marks what may be encoded; the decoders look at the marks only, so that a text without
// any costs that pass. What they give does not depend on where chunks begin.
#pragma once

#include "scanner/decode/digit_runs.h"
#include "scanner/decode/encoding.h"
#include "scanner/decode/escaped_text.h"
#include "scanner/decode/marks.h"
#include "scanner/decode/wide_text.h"

namespace keytrail::decode {

// Threads: one. A text at a time.
class TextDecoders {
 public:
  void BeginText();
  void Decode(const EncodedChunk& chunk, DecodedSink& sink);
  // Ends what is still open. Call behind the last chunk, once.
  void EndText(DecodedSink& sink);

 private:
  Marks marks_;
  WideText wide_;
  DigitRuns base64_{Base64Digits()};
  DigitRuns base32_{Base32Digits()};
  DigitRuns hex_{HexDigits()};
  EscapedText percent_{Encoding::kPercent};
  EscapedText backslash_{Encoding::kBackslash};
  EscapedText entity_{Encoding::kEntity};
  EscapedText quoted_printable_{Encoding::kQuotedPrintable};
};

}  // namespace keytrail::decode
