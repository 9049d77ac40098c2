#include "scanner/match/lazy_expression.h"

#include <fmt/format.h>

#include "base/check.h"

namespace keytrail::match {
namespace {

// Of which RE2's automata are built while matching; they fall back to a slower engine beyond it.
constexpr std::int64_t kAutomatonBytesMax = 16LL * 1024 * 1024;

}  // namespace

const re2::RE2& LazyExpression::Compiled() const {
  std::call_once(state_->once, [this] {
    re2::RE2::Options options;
    options.set_encoding(re2::RE2::Options::EncodingLatin1);
    options.set_log_errors(false);
    options.set_max_mem(kAutomatonBytesMax);
    state_->compiled = std::make_unique<re2::RE2>(state_->text, options);
  });
  return *state_->compiled;
}

Status LazyExpression::Check() const {
  const re2::RE2& expression = Compiled();
  if (expression.ok()) return OkStatus();
  return MakeError(StatusCode::kInvalidArgument,
                   fmt::format("the confirming engine refuses the pattern: {}: simplify it",
                               expression.error()));
}

const re2::RE2& LazyExpression::get() const {
  const re2::RE2& expression = Compiled();
  KT_CHECK(expression.ok());
  return expression;
}

}  // namespace keytrail::match
