#include "scanner/daemon/rule_session.h"

#include <utility>
#include <variant>

#include <fmt/format.h>

#include "base/version.h"
#include "scanner/daemon/worker_session.h"

namespace keytrail::daemon {
namespace {

class ReportHandler final : public WorkerFrameHandler {
 public:
  explicit ReportHandler(const std::function<void(RuleReport)>& on_report)
      : on_report_(on_report) {}

  Status OnFrame(WorkerFrame frame) override {
    if (auto* rule = std::get_if<RuleReportFrame>(&frame)) {
      on_report_(std::move(rule->report));
      return OkStatus();
    }
    const auto* hello = std::get_if<HelloFrame>(&frame);
    if (hello != nullptr && hello->worker_version == kVersion) return OkStatus();
    return MakeError(StatusCode::kInvalidArgument,
                     hello == nullptr ? "the worker broke the protocol: it was asked for rules only"
                                      : "the worker is of another version: install both together");
  }

  StatusOr<std::uint64_t> OnPause() override { return std::uint64_t{0}; }

 private:
  const std::function<void(RuleReport)>& on_report_;
};

}  // namespace

Status RunRuleSession(const std::string& worker_program, const Job& job,
                      const std::function<void(RuleReport)>& on_report,
                      const std::atomic<bool>& cancelled) {
  ReportHandler handler(on_report);
  KT_ASSIGN_OR_RETURN(
      const WorkerReport report,
      RunWorkerSession({.worker_program = worker_program}, job, handler, cancelled));
  if (report.fate == WorkerFate::kCancelled) {
    return MakeError(StatusCode::kCancelled,
                     "the rules were not worked through: interrupted: run "
                     "it again");
  }
  if (report.fate != WorkerFate::kFinished) {
    return MakeError(
        StatusCode::kUnavailable,
        fmt::format("the rules were not worked through: {}: run 'keytrail doctor'", report.detail));
  }
  if (report.end.error.empty()) return OkStatus();
  return MakeError(static_cast<StatusCode>(report.end.error_code), report.end.error);
}

}  // namespace keytrail::daemon
