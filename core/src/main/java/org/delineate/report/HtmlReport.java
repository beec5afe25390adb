package org.delineate.report;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.report.Table.Row;
import org.delineate.train.History.Epoch;

/** The report of an evaluation, as one {@link Page}. */
public final class HtmlReport {
    private HtmlReport() {}

    /**
     * @param history empty where the training's curves are unknown
     * @param shown large pictures, chosen by {@link Rank#select}
     * @param table of all cases
     * @throws IllegalArgumentException where the protocol tells of other images than were scored
     */
    static void write(
            Path html,
            Protocol protocol,
            Scores scores,
            List<Epoch> history,
            List<CasePicture> shown,
            CaseTable table) {
        protocol.requireMatch(scores);
        Map<String, Object> page = scores(protocol, scores);
        page.put("hasHistory", !history.isEmpty());
        page.put("curves", Figures.curves(history));
        page.put("hasCases", !shown.isEmpty());
        page.put("cases", Figures.cases(shown));
        page.put("caseColumns", CaseTable.COLUMNS);
        page.put("caseRows", table.rows());
        page.put("caseNote", table.note());
        Page.write(html, "report.html", page);
    }

    private static Map<String, Object> scores(Protocol protocol, Scores scores) {
        Map<String, Object> page = new LinkedHashMap<>();
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
        page.put("protocol", ProtocolTable.facts(protocol));
        page.put("families", ScoreTables.families(scores));
        page.put("hasClasses", !scores.classes().isEmpty());
        page.put("classes", ScoreTables.classes(scores));
        page.put("hasSeen", protocol.data().selection().seen().count() > 0 && scores.apart() != null);
        page.put("seen", ScoreTables.seen(scores));
        page.put("hasFailures", scores.failures().n() > 0);
        page.put("failures", ScoreTables.failures(scores.failures()));
        page.put("hasCurve", scores.curve() != null);
        page.put("operating", ScoreTables.operating(scores.curve()));
        page.put("pooled", ScoreTables.pooled(scores));
        page.put("macro", ScoreTables.macro(scores));
        page.put("distributions", Figures.distributions(scores));
        page.put("hasLesions", scores.lesions() > 0);
        page.put("lesions", scores.lesions());
        page.put("misses", scores.misses());
        page.put("miss", CaseScores.MISS);
        page.put("bySize", Figures.sizes(scores));
        page.put("sizes", ScoreTables.sizes(scores));
        page.put(
                "probabilities",
                Figures.probabilities(scores, protocol.decision().threshold()));
        page.put(
                "definitions",
                Arrays.stream(Metric.values())
                        .map(m -> Row.of(m.title, m.meaning))
                        .toList());
        return page;
    }
}
