package org.delineate.report;

import java.util.List;

/** Cells of a table in the page, as text; the first cell of a row is its heading. */
record Table(List<String> columns, List<Row> rows) {
    record Row(String heading, List<String> cells) {
        static Row of(String heading, String... cells) {
            return new Row(heading, List.of(cells));
        }
    }
}
