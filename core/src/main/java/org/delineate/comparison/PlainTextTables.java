package org.delineate.comparison;

import java.util.ArrayList;
import java.util.List;

/** Writes a comparison for a terminal. */
public final class PlainTextTables {
    private PlainTextTables() {}

    /** Writes all tables in columns of text. */
    public static String of(Comparison c) {
        List<String> lines = new ArrayList<>(Statements.of(c));
        for (ComparisonTable full : ComparisonTables.of(c)) {
            ComparisonTable table = full.withNotes();
            lines.add("");
            lines.add(table.title());
            lines.addAll(columns(table));
            if (!table.note().isEmpty()) {
                lines.add(table.note());
            }
        }
        return String.join("\n", lines);
    }

    /** Pads numbers on their left and words, which stand in the first column or are long, on their right. */
    private static List<String> columns(ComparisonTable table) {
        List<List<String>> all = new ArrayList<>(List.of(table.columns()));
        all.addAll(table.rows());
        List<StringBuilder> lines = all.stream().map(r -> new StringBuilder()).toList();
        for (int column = 0; column < table.columns().size(); column++) {
            int at = column;
            int width = all.stream().mapToInt(r -> r.get(at).length()).max().orElse(0);
            boolean words = column == 0 || table.rows().stream().anyMatch(r -> isWords(r.get(at)));
            for (int row = 0; row < all.size(); row++) {
                String cell = all.get(row).get(column);
                String space = " ".repeat(width - cell.length());
                lines.get(row).append(column == 0 ? "" : "  ").append(words ? cell + space : space + cell);
            }
        }
        return lines.stream().map(l -> l.toString().stripTrailing()).toList();
    }

    private static boolean isWords(String cell) {
        return cell.chars().filter(Character::isLetter).count() > 3;
    }
}
