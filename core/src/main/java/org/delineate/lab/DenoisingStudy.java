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
import org.delineate.infer.Segmenter;
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
     * @param milliseconds of the filter for a picture
     */
    public record Row(
            SyntheticNoise noise,
            Denoiser denoiser,
            double psnr,
            double ssim,
            double dice,
            double difference,
            Statistics.Interval difference95,
            double milliseconds) {
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

    /**
     * Adds noise to every picture with a lesion, filters and segments it.
     *
     * @param seed of the noise
     * @param done is called with the number of pictures done so far, of all noises
     * @throws IllegalArgumentException where no case has a lesion
     */
    public static DenoisingStudy of(
            Segmenter segmenter, Dataset dataset, List<Case> cases, long seed, IntConsumer done) {
        List<SyntheticNoise> noises = new ArrayList<>();
        noises.add(null);
        noises.addAll(NOISES);
        List<Row> rows = new ArrayList<>();
        int count = 0;
        for (SyntheticNoise noise : noises) {
            List<Denoiser> filters = filters(noise);
            double[][][] scores = new double[filters.size()][cases.size()][];
            for (int i = 0; i < cases.size(); i++) {
                Image image = grey(dataset.image(cases.get(i)));
                Mask truth = dataset.mask(cases.get(i), image);
                Image noisy = noise == null
                        ? image
                        : noise.add(image, seed, cases.get(i).name().hashCode(), NOISES.indexOf(noise));
                for (int f = 0; f < filters.size(); f++) {
                    scores[f][i] = score(segmenter, image, noisy, filters.get(f), truth);
                }
                done.accept(++count);
            }
            for (int f = 0; f < filters.size(); f++) {
                rows.add(row(noise, filters.get(f), scores[f], scores[0]));
            }
        }
        return new DenoisingStudy(rows);
    }

    /** No filter, all classical ones, and the learned ones that are for this noise. */
    private static List<Denoiser> filters(SyntheticNoise noise) {
        List<Denoiser> filters = new ArrayList<>();
        filters.add(null);
        Arrays.stream(Denoiser.values())
                .filter(d -> !d.learned() || noise == null || d.purpose() == noise.kind())
                .forEach(filters::add);
        return filters;
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

    private static double[] score(Segmenter segmenter, Image clean, Image noisy, Denoiser filter, Mask truth) {
        long start = System.nanoTime();
        Image filtered = filter == null ? noisy : filter.apply(noisy);
        double milliseconds = (System.nanoTime() - start) / 1e6;
        Similarity similarity = Similarity.of(clean, filtered);
        Confusion counts = Confusion.of(segmenter.segment(filtered).mask(), truth);
        double dice = counts.hasLesion() ? counts.dice() : Double.NaN;
        return new double[] {similarity.psnr(), similarity.ssim(), dice, milliseconds};
    }

    private static Row row(SyntheticNoise noise, Denoiser filter, double[][] scores, double[][] unfiltered) {
        double[] differences = new double[scores.length];
        Arrays.setAll(differences, i -> scores[i][2] - unfiltered[i][2]);
        Statistics difference = Statistics.of(differences);
        if (difference.count() == 0) {
            throw new IllegalArgumentException("none of the " + scores.length + " images has a lesion to score");
        }
        return new Row(
                noise,
                filter,
                mean(scores, 0),
                mean(scores, 1),
                Statistics.of(column(scores, 2)).mean(),
                difference.mean(),
                difference.mean95(BOOTSTRAP_SEED),
                mean(scores, 3));
    }

    private static double[] column(double[][] scores, int number) {
        return Arrays.stream(scores).mapToDouble(s -> s[number]).toArray();
    }

    private static double mean(double[][] scores, int number) {
        return Arrays.stream(column(scores, number)).average().orElseThrow();
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
                        List.of(r.difference95.low(), r.difference95.high()),
                        "milliseconds",
                        r.milliseconds))
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
                .append("\n\n| noise | filter | PSNR, dB | SSIM | Dice | difference | 95 % interval | ms |\n")
                .append("|---|---|---:|---:|---:|---:|---|---:|\n");
        rows.stream().filter(wanted).forEach(r -> text.append(line(r)));
        text.append('\n');
    }

    private static String line(Row r) {
        boolean filtered = r.denoiser != null;
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.3f | %.4f | %s | %s | %s |\n",
                r.noiseWords(),
                r.filterWords(),
                Double.isFinite(r.psnr) ? String.format(Locale.ROOT, "%.2f", r.psnr) : "",
                r.ssim,
                r.dice,
                filtered ? String.format(Locale.ROOT, "%+.4f", r.difference) : "",
                filtered
                        ? String.format(Locale.ROOT, "%+.4f to %+.4f", r.difference95.low(), r.difference95.high())
                        : "",
                filtered ? String.format(Locale.ROOT, "%.0f", r.milliseconds) : "");
    }
}
