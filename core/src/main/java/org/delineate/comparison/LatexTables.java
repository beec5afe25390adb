package org.delineate.comparison;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.delineate.file.Printable;

/** Writes a comparison as LaTeX tables with the package booktabs, to be included in a document. */
final class LatexTables {
    private static final Map<String, String> CHARACTERS = Map.ofEntries(
            Map.entry("\\", "\\textbackslash{}"),
            Map.entry("&", "\\&"),
            Map.entry("%", "\\%"),
            Map.entry("$", "\\$"),
            Map.entry("#", "\\#"),
            Map.entry("_", "\\_"),
            Map.entry("{", "\\{"),
            Map.entry("}", "\\}"),
            Map.entry("~", "\\textasciitilde{}"),
            Map.entry("^", "\\textasciicircum{}"),
            Map.entry("<", "\\textless{}"),
            Map.entry(">", "\\textgreater{}"),
            Map.entry("|", "\\textbar{}"),
            Map.entry("↑", "$\\uparrow$"),
            Map.entry("↓", "$\\downarrow$"),
            Map.entry("−", "$-$"),
            Map.entry("–", "--"),
            Map.entry("±", "$\\pm$"),
            Map.entry("×", "$\\times$"),
            Map.entry("≤", "$\\leq$"),
            Map.entry("∞", "$\\infty$"),
            Map.entry("²", "$^2$"),
            Map.entry("χ", "$\\chi$"));
    private static final Pattern SMALL_OR_NEGATIVE =
            Pattern.compile("(\\d\\.\\d)e-0?(\\d+)|((?<![\\p{L}\\p{N}])-(?=[\\d∞]))|.");

    /** A table as wide as its text, or as the page where that is narrower. */
    private static final String TABLE = """

            \\begin{table}
            \\centering
            \\caption{%s}
            \\label{tab:%s}
            \\resizebox{\\ifdim\\width>\\linewidth\\linewidth\\else\\width\\fi}{!}{%%
            \\begin{tabular}{l%s}
            \\toprule
            %s\\midrule
            %s\\bottomrule
            \\end{tabular}}
            \\end{table}
            """;

    private static final String FIGURE = """

            \\begin{figure}
            \\centering
            \\includegraphics[width=\\linewidth]{%s}
            \\caption{Mean ranks. A bar joins results that are not told apart.}
            \\end{figure}
            """;

    private LatexTables() {}

    static String of(Comparison c) {
        StringBuilder text = new StringBuilder("% " + Statements.title(c) + "\n% \\usepackage{booktabs,graphicx}\n");
        Statements.of(c).forEach(s -> text.append("% " + line(s) + "\n"));
        for (ComparisonTable table : ComparisonTables.of(c)) {
            text.append(of(table.withNotes()));
            CriticalDifferencePlot.below(c, table).ifPresent(file -> text.append(FIGURE.formatted(file)));
        }
        return text.toString();
    }

    private static String of(ComparisonTable table) {
        return TABLE.formatted(
                escaped(table.title() + ". " + table.note()).strip(),
                table.id(),
                "r".repeat(table.columns().size() - 1),
                row(table.columns()),
                table.rows().stream().map(LatexTables::row).collect(Collectors.joining()));
    }

    private static String line(String text) {
        return Printable.visible(text).replaceAll("\\s+", " ");
    }

    private static String row(List<String> cells) {
        return cells.stream().map(LatexTables::escaped).collect(Collectors.joining(" & ", "", " \\\\\n"));
    }

    static String escaped(String text) {
        return SMALL_OR_NEGATIVE
                .matcher(line(text))
                .replaceAll(m -> Matcher.quoteReplacement(
                        m.group(1) != null
                                ? "$" + m.group(1) + "\\cdot 10^{-" + m.group(2) + "}$"
                                : m.group(3) != null ? "$-$" : CHARACTERS.getOrDefault(m.group(), m.group())));
    }
}
