package org.delineate.comparison;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.report.DataUrl;
import org.delineate.report.Page;

/** Writes a comparison as one page that looks like the report and needs no other file, no script and no network. */
final class ComparisonPage {
    private ComparisonPage() {}

    /** Is a row of a table; its first cell is its heading. */
    record Row(String heading, List<String> cells) {}

    /** Is a table of the page, with the plot below it where there is one. */
    record Section(
            String id,
            String title,
            String note,
            boolean words,
            List<String> columns,
            List<Row> rows,
            List<Plot> plots) {}

    /** @param source data URL */
    record Plot(String source, int width, int height) {}

    static String of(Comparison c) {
        List<Section> sections = new ArrayList<>();
        for (ComparisonTable table : ComparisonTables.of(c)) {
            sections.add(section(c, table));
        }
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("title", Statements.title(c));
        page.put("names", c.results().stream().map(Result::name).toList());
        page.put("statements", Statements.of(c));
        page.put("sections", sections);
        return Page.of(ComparisonPage.class, "comparison.html", page);
    }

    private static Section section(Comparison c, ComparisonTable table) {
        List<Row> rows = table.rows().stream()
                .map(r -> new Row(r.get(0), r.subList(1, r.size())))
                .toList();
        List<Plot> plots = new ArrayList<>();
        for (MetricComparison m : c.metrics()) {
            if (CriticalDifferencePlot.below(c, table)
                    .filter(CriticalDifferencePlot.fileName(m)::equals)
                    .isPresent()) {
                plots.add(new Plot(
                        DataUrl.png(CriticalDifferencePlot.png(c, m)),
                        CriticalDifferencePlot.WIDTH,
                        CriticalDifferencePlot.height(c.results().size(), m.ranking())));
            }
        }
        boolean words = !table.id().matches("scores-.*|pairs-.*|aggregation");
        return new Section(table.id(), table.title(), table.note(), words, table.columns(), rows, plots);
    }
}
