#include "cli/text_table.h"

#include <algorithm>
#include <numeric>

#include "base/check.h"
#include "base/text.h"

namespace keytrail::cli {
namespace {

constexpr std::size_t kGapColumns = 2;

// `cell` in exactly `width` columns (as it is in the last column), painted.
std::string RenderCell(const Cell& cell, const TableColumn& column, std::size_t width, bool last,
                       const Style& style) {
  const std::string text = last ? cell.text : FitEnd(cell.text, width);
  const std::size_t used = DisplayWidth(text);
  const std::string padding(used < width ? width - used : 0, ' ');
  const std::string painted = Paint(text, cell.ink, style);
  if (column.right_aligned) return padding + painted;
  return last ? painted : painted + padding;
}

void TrimEnd(std::string& line) {
  while (!line.empty() && line.back() == ' ') line.pop_back();
}

}  // namespace

void TextTable::AddRow(std::vector<Cell> cells) {
  KT_CHECK(cells.size() == columns_.size());
  for (Cell& cell : cells) cell.text = EscapeForDisplay(cell.text);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> TextTable::Widths(const Style& style) const {
  std::vector<std::size_t> widths;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    std::size_t width = DisplayWidth(columns_[c].title);
    for (const auto& row : rows_) width = std::max(width, DisplayWidth(row[c].text));
    widths.push_back(width);
  }
  if (style.width_columns == 0) return widths;
  std::size_t total = std::accumulate(widths.begin(), widths.end(), std::size_t{0}) +
                      kGapColumns * (columns_.size() - 1);
  for (std::size_t c = 0; c + 1 < columns_.size() && total > style.width_columns; ++c) {
    if (columns_[c].shrinks_to_columns == 0) continue;
    const std::size_t least =
        std::max(columns_[c].shrinks_to_columns, DisplayWidth(columns_[c].title));
    if (widths[c] <= least) continue;
    const std::size_t cut = std::min(widths[c] - least, total - style.width_columns);
    widths[c] -= cut;
    total -= cut;
  }
  return widths;
}

std::string TextTable::Render(const Style& style) const {
  if (rows_.empty()) return {};
  const std::vector<std::size_t> widths = Widths(style);
  const std::string gap(kGapColumns, ' ');
  const auto render_line = [&](const std::vector<Cell>& cells) {
    std::string line;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      if (c > 0) line += gap;
      line += RenderCell(cells[c], columns_[c], widths[c], c + 1 == cells.size(), style);
    }
    TrimEnd(line);
    return line + "\n";
  };
  std::vector<Cell> titles;
  for (const TableColumn& column : columns_) titles.push_back({column.title, Ink::kBold});
  std::string text = render_line(titles);
  for (const auto& row : rows_) text += render_line(row);
  return text;
}

}  // namespace keytrail::cli
