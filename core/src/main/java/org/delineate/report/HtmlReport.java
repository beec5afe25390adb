package org.delineate.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.file.AtomicFile;
import org.delineate.report.Table.Row;
import org.delineate.train.History.Epoch;

/**
 * The report of an evaluation: one page that needs no other file, no script and no network.
 *
 * <p>The page is well-formed XML. Every text of a file or a user is escaped, and characters that XML forbids are
 * replaced.
 */
public final class HtmlReport {
    private HtmlReport() {}

    /**
     * @param history empty where the training's curves are unknown
     * @param cases pictures to show; chosen by {@link Rank#select}
     * @throws IllegalArgumentException where the protocol tells of other images than were scored
     */
    public static void write(
            Path html, Protocol protocol, Scores scores, List<Epoch> history, List<CasePicture> cases) {
        protocol.requireMatch(scores);
        Template template = Mustache.compiler()
                .withFormatter(value -> legible(String.valueOf(value)))
                .compile(resource("report.html"));
        AtomicFile.write(html, template.execute(page(protocol, scores, history, cases)));
    }

    private static Map<String, Object> page(
            Protocol protocol, Scores scores, List<Epoch> history, List<CasePicture> cases) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("style", resource("report.css"));
        page.put("network", protocol.model().network());
        page.put("dataset", protocol.data().dataset());
        page.put("part", protocol.data().selection().part());
        page.put("date", protocol.run().date());
        page.put("images", scores.all().images());
        page.put("threshold", protocol.decision().threshold());
        page.put("postProcessing", protocol.decision().postProcessing());
        page.put("emptyRule", protocol.decision().emptyRule());
        page.put("command", protocol.run().command());
        for (Metric metric : List.of(Metric.DICE, Metric.IOU, Metric.HAUSDORFF95_PX)) {
            Scores.Summary summary = scores.all().metrics().get(metric.id());
            page.put(metric.id(), metric.text(summary.mean()));
            page.put(metric.id() + "_interval", ScoreTables.interval(metric, summary));
            page.put(metric.id() + "_n", summary.n());
        }
        page.put("hasNormals", protocol.data().normals() > 0);
        page.put("imageLevel", ScoreTables.imageLevel(scores.imageLevel()));
        page.put(
                "normals",
                scores.imageLevel().normalClean() + scores.imageLevel().normalMarked());
        page.put("normalsClean", scores.imageLevel().normalClean());
        page.put("cautions", Caveats.of(protocol, scores));
        page.put("hasCautions", !Caveats.of(protocol, scores).isEmpty());
        page.put("protocol", ProtocolTable.rows(protocol));
        page.put("families", ScoreTables.families(scores));
        page.put("hasClasses", !scores.classes().isEmpty());
        page.put("classes", ScoreTables.classes(scores));
        page.put("hasSeen", protocol.data().selection().seen().count() > 0 && scores.apart() != null);
        page.put("seen", ScoreTables.seen(scores));
        page.put("pooled", ScoreTables.pooled(scores));
        page.put("macro", ScoreTables.macro(scores));
        page.put("hasHistory", !history.isEmpty());
        page.put("curves", Figures.curves(history));
        page.put("distributions", Figures.distributions(scores));
        page.put("hasCases", !cases.isEmpty());
        page.put("cases", Figures.cases(cases));
        page.put(
                "definitions",
                Arrays.stream(Metric.values())
                        .map(m -> Row.of(m.title, m.meaning))
                        .toList());
        return page;
    }

    /** Characters that no XML document may hold, for instance in a file's name, become visible replacements. */
    public static String legible(String text) {
        return text.replaceAll("[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]", "\uFFFD");
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
