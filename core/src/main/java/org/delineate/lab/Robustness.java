package org.delineate.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.file.AtomicFile;
import org.delineate.file.Csv;
import org.delineate.file.Json;
import org.delineate.image.Image;
import org.delineate.infer.Pipeline;
import org.delineate.infer.Prediction;
import org.delineate.infer.Segmenter;
import org.delineate.infer.Views;
import org.delineate.metric.Confusion;
import org.delineate.metric.Statistics;
import org.delineate.sample.Degradation;
import org.delineate.sample.Degraded;

/**
 * Scores a model on the same pictures as they are and degraded in many ways.
 *
 * @param rows one for each degradation, the pictures as they are first
 */
public record Robustness(List<Row> rows) {
    /** Fixed, so that the same scores have the same intervals in every report. */
    private static final long BOOTSTRAP_SEED = 1;

    private static final List<String> COLUMNS = List.of(
            "degradation",
            "description",
            "n",
            "dice",
            "difference",
            "difference_low",
            "difference_high",
            "normals",
            "normals_empty");

    /**
     * One degradation.
     *
     * @param n pictures with a lesion, also after it
     * @param dice their mean
     * @param difference mean over them of the Dice less that of the picture as it is
     * @param difference95 bootstrap 95 % interval of the difference, which resamples groups
     * @param normals pictures without a lesion
     * @param normalsEmpty share of those in which nothing is marked; NaN where there is none
     */
    public record Row(
            Degradation degradation,
            int n,
            double dice,
            double difference,
            Statistics.Interval difference95,
            int normals,
            double normalsEmpty) {}

    private record Score(double dice, boolean empty, boolean normal) {}

    public Robustness {
        rows = List.copyOf(rows);
    }

    /**
     * Scores every case under every degradation.
     *
     * @param groups of the cases, as {@link Statistics} takes them
     * @param white sample of 16 bits that is white for the model
     * @param seed of what degradations draw at random
     * @param done is called with the number of pictures scored so far, of all degradations
     * @throws IllegalArgumentException where no case has a lesion
     */
    public static Robustness of(
            Segmenter segmenter,
            Dataset dataset,
            List<Case> cases,
            List<String> groups,
            int white,
            long seed,
            IntConsumer done) {
        int count = Degradation.values().length;
        List<Score> scored = new ArrayList<>();
        Pipeline.run(segmenter, cases.size() * count, new Scoring(dataset, cases, white, seed), one -> {
            scored.add(one);
            done.accept(scored.size());
        });
        if (scored.stream().allMatch(s -> Double.isNaN(s.dice))) {
            throw new IllegalArgumentException("none of the " + cases.size() + " images has a lesion to score");
        }
        double[] clean = dice(scored, Degradation.CLEAN);
        return new Robustness(Arrays.stream(Degradation.values())
                .map(d -> row(d, scored, clean, groups))
                .toList());
    }

    private static List<Score> of(List<Score> scored, Degradation d) {
        int count = Degradation.values().length;
        return IntStream.range(0, scored.size() / count)
                .mapToObj(i -> scored.get(i * count + d.ordinal()))
                .toList();
    }

    private static double[] dice(List<Score> scored, Degradation d) {
        return of(scored, d).stream().mapToDouble(Score::dice).toArray();
    }

    private static Row row(Degradation d, List<Score> scored, double[] clean, List<String> groups) {
        double[] dice = dice(scored, d);
        double[] differences = new double[dice.length];
        Arrays.setAll(differences, i -> dice[i] - clean[i]);
        Statistics of = Statistics.of(differences, groups);
        List<Score> normals = of(scored, d).stream().filter(Score::normal).toList();
        return new Row(
                d,
                of.count(),
                Statistics.of(dice).mean(),
                of.mean(),
                of.mean95(BOOTSTRAP_SEED),
                normals.size(),
                normals.stream().mapToDouble(s -> s.empty ? 1 : 0).average().orElse(Double.NaN));
    }

    /** Reads each picture once for each degradation, so that few are in memory at a time. */
    private record Scoring(Dataset dataset, List<Case> cases, int white, long seed)
            implements Pipeline.Work<Degraded, Score> {
        private Case of(int number) {
            return cases.get(number / Degradation.values().length);
        }

        @Override
        public Degraded read(int number) {
            Case c = of(number);
            Image image = dataset.image(c);
            Degradation degradation = Degradation.values()[number % Degradation.values().length];
            return degradation.apply(image.withWhite(white), dataset.mask(c, image), c.name(), seed);
        }

        @Override
        public Views crop(Segmenter segmenter, Degraded picture) {
            return segmenter.crop(picture.image());
        }

        @Override
        public Score finish(int number, Degraded picture, Prediction p) {
            Confusion counts = Confusion.of(p.mask(), picture.truth());
            boolean lesion = counts.hasLesion();
            return new Score(lesion ? counts.dice() : Double.NaN, !counts.hasPrediction(), !lesion);
        }

        @Override
        public boolean writesFiles() {
            return false;
        }
    }

    /** The rows as JSON, with null for what does not exist. */
    public List<Map<String, Object>> document() {
        return rows.stream()
                .map(r -> Json.object(
                        "degradation", r.degradation.id(),
                        "description", r.degradation.words(),
                        "n", r.n,
                        "dice", number(r.dice),
                        "difference", number(r.difference),
                        "difference95", Arrays.asList(number(r.difference95.low()), number(r.difference95.high())),
                        "normals", r.normals,
                        "normalsEmpty", number(r.normalsEmpty)))
                .toList();
    }

    private static Double number(double value) {
        return Double.isFinite(value) ? value : null;
    }

    /** Writes robustness.csv, robustness.md and, last, robustness.json. @param protocol how the rows were measured */
    public void write(Path out, Map<String, Object> protocol) {
        Csv.write(
                out.resolve("robustness.csv"),
                COLUMNS,
                rows.stream()
                        .map(r -> List.of(
                                r.degradation.id(),
                                r.degradation.words(),
                                r.n,
                                r.dice,
                                r.difference,
                                r.difference95.low(),
                                r.difference95.high(),
                                r.normals,
                                r.normalsEmpty)));
        AtomicFile.write(out.resolve("robustness.md"), markdown(protocol));
        AtomicFile.write(
                out.resolve("robustness.json"),
                Json.pretty(Json.object("protocol", protocol, "degradations", document())));
    }

    private String markdown(Map<String, Object> protocol) {
        StringBuilder text = new StringBuilder("# Robustness\n\n");
        protocol.forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
        boolean normals = rows.get(0).normals > 0;
        text.append("\n| degradation | mean Dice | difference | 95 % interval | n |")
                .append(normals ? " normals unmarked |" : "")
                .append("\n|---|---|---|---|---|")
                .append(normals ? "---|" : "")
                .append('\n');
        for (Row r : rows) {
            boolean clean = r.degradation == Degradation.CLEAN;
            text.append(String.format(
                    Locale.ROOT,
                    "| %s | %.4f | %s | %s | %d |%s%n",
                    r.degradation.words(),
                    r.dice,
                    clean ? "" : String.format(Locale.ROOT, "%+.4f", r.difference),
                    clean
                            ? ""
                            : String.format(Locale.ROOT, "%+.4f to %+.4f", r.difference95.low(), r.difference95.high()),
                    r.n,
                    normals ? String.format(Locale.ROOT, " %.3f |", r.normalsEmpty) : ""));
        }
        return text.append(
                        "\nDice of each image at the size that the degradation leaves it; differences are those of the"
                                + " same image, and their interval resamples groups of patients or duplicates. A cut may leave"
                                + " no lesion in an image: it does not count then.\n")
                .toString();
    }
}
