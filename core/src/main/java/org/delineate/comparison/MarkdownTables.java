package org.delineate.comparison;

import java.util.List;
import java.util.stream.Collectors;
import org.delineate.file.Printable;

/** Writes a comparison as Markdown. */
final class MarkdownTables {
    private MarkdownTables() {}

    static String of(Comparison c) {
        StringBuilder text = new StringBuilder("# " + Statements.title(c) + "\n\n");
        Statements.of(c).forEach(s -> text.append("- ").append(escaped(s)).append('\n'));
        for (ComparisonTable table : ComparisonTables.of(c)) {
            text.append("\n## ").append(escaped(table.title())).append("\n\n");
            text.append(row(table.columns()));
            text.append("|---")
                    .append("|---:".repeat(table.columns().size() - 1))
                    .append("|\n");
            table.rows().forEach(r -> text.append(row(r)));
            if (!table.note().isEmpty()) {
                text.append('\n').append(escaped(table.note())).append('\n');
            }
            CriticalDifferencePlot.below(c, table)
                    .ifPresent(file -> text.append("\n![Critical difference of mean ranks](")
                            .append(file)
                            .append(")\n"));
        }
        return text.toString();
    }

    private static String row(List<String> cells) {
        return cells.stream().map(MarkdownTables::escaped).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String escaped(String text) {
        return Printable.visible(text)
                .replaceAll("\\s+", " ")
                .replaceAll("([\\\\`*_<>|])", "\\\\$1")
                .replace("](", "]\\(");
    }
}
