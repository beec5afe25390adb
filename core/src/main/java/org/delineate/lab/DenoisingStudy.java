package org.delineate.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.denoise.Denoiser;
import org.delineate.denoise.NoiseKind;
import org.delineate.denoise.Similarity;
import org.delineate.denoise.SyntheticNoise;
import org.delineate.file.AtomicFile;
import org.delineate.file.Json;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.infer.Pipeline;
import org.delineate.infer.Prediction;
import org.delineate.infer.Segmenter;
import org.delineate.infer.Views;
import org.delineate.metric.Confusion;
import org.delineate.metric.Statistics;

/**
 * Measures filters on pictures whose noise is known, because it was added: how much of the picture comes back, and what
 * a model makes of it.
 *
 * @param rows one for each noise and each filter, and for pictures as they are
 */
public record DenoisingStudy(List<Row> rows) {
    /** Noise of three strengths for each kind. */
    public static final List<SyntheticNoise> NOISES = List.of(
            SyntheticNoise.speckle(0.25, 0.7),
            SyntheticNoise.speckle(0.5, 0.7),
            SyntheticNoise.speckle(1, 0.7),
            SyntheticNoise.lowDose(100, 0.02),
            SyntheticNoise.lowDose(30, 0.02),
            SyntheticNoise.lowDose(10, 0.02));

    private static final long BOOTSTRAP_SEED = 1; // so that the same scores have the same intervals in every report

    /**
     * Sums up one filter on one noise.
     *
     * @param noise null for the pictures as they are
     * @param denoiser null where nothing was filtered
     * @param psnr mean in dB; infinite where nothing was changed
     * @param dice mean Dice of the model's masks
     * @param difference mean of the Dice less that of the same picture, as noisy, unfiltered
     * @param difference95 bootstrap 95 % interval of it
     */
    public record Row(
            SyntheticNoise noise,
            Denoiser denoiser,
            double psnr,
            double ssim,
            double dice,
            double difference,
            Statistics.Interval difference95) {
        String noiseWords() {
            return noise == null ? "none added" : noise.words();
        }

        String filterWords() {
            return denoiser == null ? "no filter" : denoiser.title();
        }
    }

    public DenoisingStudy {
        rows = List.copyOf(rows);
    }

    /** One filter on one noise; null for none. */
    private record Treatment(SyntheticNoise noise, Denoiser denoiser) {}

    private record Score(double psnr, double ssim, double dice) {}

    /**
     * Adds noise to every picture, filters and segments it.
     *
     * @param seed of the noise
     * @param done is called with the number of pictures done so far, of all {@link #treatments}
     * @throws IllegalArgumentException where no case has a lesion
     */
    public static DenoisingStudy of(
            Segmenter segmenter, Dataset dataset, List<Case> cases, long seed, IntConsumer done) {
        List<Treatment> treatments = listed();
        List<Score> scores = new ArrayList<>();
        Pipeline.run(segmenter, treatments.size() * cases.size(), new Trials(dataset, cases, treatments, seed), one -> {
            scores.add(one);
            done.accept(scores.size());
        });
        List<Row> rows = new ArrayList<>();
        List<Score> unfiltered = List.of();
        for (int i = 0; i < treatments.size(); i++) {
            List<Score> own = scores.subList(i * cases.size(), (i + 1) * cases.size());
            unfiltered = treatments.get(i).denoiser == null ? own : unfiltered;
            rows.add(row(treatments.get(i), own, unfiltered));
        }
        return new DenoisingStudy(rows);
    }

    /** Returns how often each picture is filtered and segmented. */
    public static int treatments() {
        return listed().size();
    }

    /** For each noise: no filter, all classical ones, and the learned ones that are for it. */
    private static List<Treatment> listed() {
        List<SyntheticNoise> noises = new ArrayList<>();
        noises.add(null);
        noises.addAll(NOISES);
        List<Treatment> treatments = new ArrayList<>();
        for (SyntheticNoise noise : noises) {
            treatments.add(new Treatment(noise, null));
            Arrays.stream(Denoiser.values())
                    .filter(d -> !d.learned() || noise == null || d.purpose() == noise.kind())
                    .forEach(d -> treatments.add(new Treatment(noise, d)));
        }
        return treatments;
    }

    private record Filtered(Image clean, Image image, Mask truth) {}

    private record Trials(Dataset dataset, List<Case> cases, List<Treatment> treatments, long seed)
            implements Pipeline.Work<Filtered, Score> {
        @Override
        public Filtered read(int number) {
            Case c = cases.get(number % cases.size());
            Treatment treatment = treatments.get(number / cases.size());
            Image picture = dataset.image(c);
            Image clean = grey(picture);
            Image noisy = treatment.noise == null
                    ? clean
                    : treatment.noise.add(clean, seed, c.name().hashCode(), NOISES.indexOf(treatment.noise));
            Image filtered = treatment.denoiser == null ? noisy : treatment.denoiser.apply(noisy);
            return new Filtered(clean, filtered, dataset.mask(c, picture));
        }

        @Override
        public Views crop(Segmenter segmenter, Filtered picture) {
            return segmenter.crop(picture.image);
        }

        @Override
        public Score finish(int number, Filtered picture, Prediction prediction) {
            Similarity similarity = Similarity.of(picture.clean, picture.image);
            Confusion counts = Confusion.of(prediction.mask(), picture.truth);
            return new Score(similarity.psnr(), similarity.ssim(), counts.hasLesion() ? counts.dice() : Double.NaN);
        }

        @Override
        public boolean writesFiles() {
            return false;
        }
    }

    /** Returns the luminance in 8 bits: noise of a scanner is the same in all channels. */
    public static Image grey(Image image) {
        float[] luminance = image.luminance();
        byte[] samples = new byte[luminance.length];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) Math.round(luminance[i] * 255);
        }
        return Image.ofBytes(image.height(), image.width(), 1, samples);
    }

    private static Row row(Treatment treatment, List<Score> scores, List<Score> unfiltered) {
        double[] differences = new double[scores.size()];
        Arrays.setAll(differences, i -> scores.get(i).dice - unfiltered.get(i).dice);
        Statistics difference = Statistics.of(differences);
        if (difference.count() == 0) {
            throw new IllegalArgumentException("none of the " + scores.size() + " images has a lesion to score");
        }
        double[] dice = scores.stream().mapToDouble(Score::dice).toArray();
        return new Row(
                treatment.noise,
                treatment.denoiser,
                scores.stream().mapToDouble(Score::psnr).average().orElseThrow(),
                scores.stream().mapToDouble(Score::ssim).average().orElseThrow(),
                Statistics.of(dice).mean(),
                difference.mean(),
                difference.mean95(BOOTSTRAP_SEED));
    }

    /** Returns the rows as JSON, with null for what does not exist. */
    public List<Map<String, Object>> document() {
        return rows.stream()
                .map(r -> Json.object(
                        "noise",
                        r.noiseWords(),
                        "filter",
                        r.denoiser == null ? null : r.denoiser.id(),
                        "psnr",
                        Double.isFinite(r.psnr) ? r.psnr : null,
                        "ssim",
                        r.ssim,
                        "dice",
                        r.dice,
                        "difference",
                        r.difference,
                        "difference95",
                        List.of(r.difference95.low(), r.difference95.high())))
                .toList();
    }

    /** Writes denoise.md and, last, denoise.json. @param protocol how the rows were measured */
    public void write(Path out, Map<String, Object> protocol) {
        AtomicFile.write(out.resolve("denoise.md"), markdown(protocol));
        AtomicFile.write(
                out.resolve("denoise.json"), Json.pretty(Json.object("protocol", protocol, "rows", document())));
    }

    private String markdown(Map<String, Object> protocol) {
        StringBuilder text = new StringBuilder("# Denoising, measured\n\n");
        table(text, "Speckle", r -> r.noise != null && r.noise.kind() == NoiseKind.SPECKLE);
        table(text, "Noise of a low dose", r -> r.noise != null && r.noise.kind() == NoiseKind.NOISE);
        table(text, "Pictures as they are", r -> r.noise == null);
        text.append("## How it was measured\n\n");
        protocol.forEach((name, value) ->
                text.append("- ").append(name).append(": ").append(value).append('\n'));
        return text.toString();
    }

    private void table(StringBuilder text, String title, Predicate<Row> wanted) {
        text.append("## ")
                .append(title)
                .append("\n\n| noise | filter | PSNR, dB | SSIM | Dice | difference | 95 % interval |\n")
                .append("|---|---|---:|---:|---:|---:|---|\n");
        rows.stream().filter(wanted).forEach(r -> text.append(line(r)));
        text.append('\n');
    }

    private static String line(Row r) {
        boolean filtered = r.denoiser != null;
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.3f | %.4f | %s | %s |\n",
                r.noiseWords(),
                r.filterWords(),
                Double.isFinite(r.psnr) ? String.format(Locale.ROOT, "%.2f", r.psnr) : "",
                r.ssim,
                r.dice,
                filtered ? String.format(Locale.ROOT, "%+.4f", r.difference) : "",
                filtered
                        ? String.format(Locale.ROOT, "%+.4f to %+.4f", r.difference95.low(), r.difference95.high())
                        : "");
    }
}
