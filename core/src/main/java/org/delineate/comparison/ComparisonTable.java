package org.delineate.comparison;

import java.util.ArrayList;
import java.util.List;

/**
 * One table of a comparison as text, which every format writes with the same cells.
 *
 * @param id names it in file names and labels
 * @param note how to read it, "" where nothing needs to be said
 * @param rows as many cells as columns; the first is the heading of its row
 */
record ComparisonTable(String id, String title, String note, List<String> columns, List<List<String>> rows) {
    private static final int LONGEST = 48;

    ComparisonTable {
        for (List<String> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(row.size() + " cells in " + columns.size() + " columns: " + row);
            }
        }
    }

    /** Moves long texts of the cells to numbered notes below the table, each text once. */
    ComparisonTable withNotes() {
        List<String> notes = new ArrayList<>();
        List<List<String>> numbered = new ArrayList<>();
        for (List<String> row : rows) {
            List<String> cells = new ArrayList<>();
            for (String cell : row) {
                if (cell.length() > LONGEST && !notes.contains(cell)) {
                    notes.add(cell);
                }
                cells.add(cell.length() > LONGEST ? "note " + (notes.indexOf(cell) + 1) : cell);
            }
            numbered.add(cells);
        }
        StringBuilder text = new StringBuilder(note);
        for (int i = 0; i < notes.size(); i++) {
            text.append(text.isEmpty() ? "" : " ")
                    .append("Note ")
                    .append(i + 1)
                    .append(": ")
                    .append(notes.get(i))
                    .append('.');
        }
        return new ComparisonTable(id, title, text.toString(), columns, numbered);
    }
}
