package org.delineate.comparison;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.report.DataUrl;
import org.delineate.report.HtmlReport;

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
        page.put("style", text(HtmlReport.class, "report.css"));
        page.put("title", Statements.title(c));
        page.put("names", c.results().stream().map(Result::name).toList());
        page.put("statements", Statements.of(c));
        page.put("sections", sections);
        Template template = Mustache.compiler()
                .withFormatter(value -> HtmlReport.legible(String.valueOf(value)))
                .compile(text(ComparisonPage.class, "comparison.html"));
        return template.execute(page);
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

    private static String text(Class<?> owner, String resource) {
        try (InputStream in = owner.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
