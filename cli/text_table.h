// Columns of text, aligned, fitted to the terminal. Knows nothing of what it shows.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/style.h"

namespace keytrail::cli {

struct TableColumn {
  std::string title;
  bool right_aligned = false;
  // May be cut, down to its title's width or this, where the terminal is too narrow; 0: never cut.
  std::size_t shrinks_to_columns = 0;
};

struct Cell {
  std::string text;
  Ink ink = Ink::kPlain;
};

class TextTable {
 public:
  explicit TextTable(std::vector<TableColumn> columns) : columns_(std::move(columns)) {}

  // As many cells as columns. Whatever a cell holds is made safe to show.
  void AddRow(std::vector<Cell> cells);
  std::size_t row_count() const { return rows_.size(); }

  // Title line and rows, each line with its newline and without blanks at its end; empty without
  // rows. The last column is never cut or padded.
  std::string Render(const Style& style) const;

 private:
  std::vector<std::size_t> Widths(const Style& style) const;

  std::vector<TableColumn> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace keytrail::cli
