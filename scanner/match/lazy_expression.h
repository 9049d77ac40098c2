// A confirming expression that is compiled when it is first needed: most rules of a set meet no hit
// in most scans. Inside this room only.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

#include <re2/re2.h>

#include "base/status.h"

namespace keytrail::match {

class LazyExpression {
 public:
  // `text` is RE2's syntax over bytes, as the dialect writes it.
  explicit LazyExpression(std::string text) : state_(std::make_unique<State>(std::move(text))) {}

  // Compiles it now. Errors: kInvalidArgument, with the engine's reason.
  Status Check() const;

  // The process ends if the engine refuses it: Check before, once in the life of a text. Threads:
  // any.
  const re2::RE2& get() const;

 private:
  struct State {
    explicit State(std::string expression) : text(std::move(expression)) {}
    std::string text;
    std::once_flag once;
    std::unique_ptr<re2::RE2> compiled;
  };
  const re2::RE2& Compiled() const;

  std::unique_ptr<State> state_;
};

}  // namespace keytrail::match
