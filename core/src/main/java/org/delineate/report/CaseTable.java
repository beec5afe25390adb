package org.delineate.report;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.delineate.file.Limits;

/**
 * Lists every case that was scored, the lowest Dice first: its picture, where the page has room for it, its scores and a
 * link to its mask.
 *
 * @param note what is left out, "" where nothing is
 */
record CaseTable(List<Row> rows, String note) {
    /**
     * A case.
     *
     * @param thumbnail data URL, "" where there is none
     * @param mask address relative to the page
     * @param miss whether the lesion was missed
     */
    record Row(String thumbnail, String name, String label, List<String> cells, String mask, boolean miss) {}

    /** Headings of {@link Row#cells}. */
    static final List<String> COLUMNS = List.of("Dice", "IoU", "Hausdorff 95 % (px)", "Lesion", "Marked");

    /**
     * @param cases in any order
     * @param thumbnails data URLs by the names of cases; those of some may be missing
     * @param masks files by the names of cases, relative to the page
     */
    static CaseTable of(List<CaseScores> cases, Map<String, String> thumbnails, Map<String, Path> masks) {
        int most = Limits.DEFAULT.pages().tableRows();
        List<Row> rows = cases.stream()
                .sorted(CaseScores.LOWEST_FIRST)
                .limit(most)
                .map(c -> row(c, thumbnails.getOrDefault(c.name(), ""), address(masks.get(c.name()))))
                .toList();
        long pictures = rows.stream().filter(r -> !r.thumbnail().isEmpty()).count();
        return new CaseTable(
                rows,
                (cases.size() > most ? "The table ends after " + most + " of " + cases.size() + " images. " : "")
                        + (pictures < rows.size()
                                ? "Only the first " + pictures + " have a picture, so that the page stays small enough"
                                        + " to send; all masks are in the folder masks."
                                : ""));
    }

    private static Row row(CaseScores c, String thumbnail, String mask) {
        long pixels = c.scores().confusion().pixels();
        long marked =
                c.scores().confusion().truePositive() + c.scores().confusion().falsePositive();
        return new Row(
                thumbnail,
                c.name(),
                c.label(),
                List.of(
                        Metric.DICE.text(c.dice()),
                        Metric.IOU.text(c.scores().overlap().iou()),
                        Metric.HAUSDORFF95_PX.text(c.scores().surface().hausdorff95Px()),
                        percent(c.lesionShare()),
                        percent((double) marked / pixels)),
                mask,
                c.isMiss());
    }

    private static String percent(double share) {
        return share == 0 ? "none" : String.format(Locale.ROOT, share < 0.01 ? "%.2f %%" : "%.1f %%", 100 * share);
    }

    private static String address(Path file) {
        try {
            return new URI(null, null, file.toString().replace('\\', '/'), null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("no address for " + file, e);
        }
    }
}
