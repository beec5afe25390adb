package org.delineate.denoise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.delineate.file.BadFileException;
import org.delineate.file.Hash;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.nn.layer.Module;
import org.delineate.random.SplitMix64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the filters do to pictures: sizes, kinds, and noise. */
class DenoiserTest {
    private static final Path PICTURES = Path.of("../demo/busi-small");

    @TempDir
    private Path folder;

    private static Image grey(Image image) {
        float[] luminance = image.luminance();
        Image grey = Image.ofBytes(image.height(), image.width(), 1, new byte[luminance.length]);
        return grey.withSamples(i -> Math.round(luminance[i] * 255));
    }

    private static Image picture() {
        return grey(ImageFile.read(PICTURES.resolve("benign/benign (100).png")));
    }

    @Test
    void everyFilterTakesItsNoiseOutOfAPicture() {
        Image clean = picture();
        for (Denoiser denoiser : Denoiser.values()) {
            SyntheticNoise noise = denoiser.purpose() == NoiseKind.SPECKLE
                    ? SyntheticNoise.speckle(1, 0.7)
                    : SyntheticNoise.lowDose(30, 0.02);
            Image noisy = noise.add(clean, 1);
            double before = Similarity.of(clean, noisy).psnr();
            double after = Similarity.of(clean, denoiser.apply(noisy)).psnr();
            double gain = denoiser.learned() ? 8.5 : 5;
            assertTrue(after > before + gain, denoiser.id() + ": " + before + " dB before, " + after + " after");
        }
    }

    /** On a picture that the shipped weights did not learn from; docs/results/denoise.md has the means over many. */
    @Test
    void theNetworkIsBestAtALowDoseAndNearTheBestOnSpeckle() {
        Image clean =
                grey(ImageFile.read(PICTURES.resolve("benign/benign (26).png"))).window(40, 40, 256, 256);
        for (SyntheticNoise noise : List.of(SyntheticNoise.speckle(0.5, 0.7), SyntheticNoise.lowDose(30, 0.02))) {
            Image noisy = noise.add(clean, 1);
            Map<Boolean, Double> best = new HashMap<>();
            for (Denoiser denoiser : Denoiser.values()) {
                if (!denoiser.learned() || denoiser.purpose() == noise.kind()) {
                    best.merge(
                            denoiser.learned(),
                            Similarity.of(clean, denoiser.apply(noisy)).psnr(),
                            Math::max);
                }
            }
            double least = best.get(false) - (noise.kind() == NoiseKind.SPECKLE ? 0.5 : 0);
            assertTrue(best.get(true) > least, noise.words() + ": " + best);
        }
    }

    @Test
    void sizesOfAllKindsAreKept() {
        for (int[] size : new int[][] {{1, 1}, {2, 3}, {33, 7}, {64, 32}, {1, 600}}) {
            byte[] colours = new byte[size[0] * size[1] * 3];
            SplitMix64 random = SplitMix64.seeded(size[0]);
            for (int i = 0; i < colours.length; i++) {
                colours[i] = (byte) random.bits();
            }
            Image image = Image.ofBytes(size[0], size[1], 3, colours);
            for (Denoiser denoiser : Denoiser.values()) {
                Image filtered = denoiser.apply(image, 0.5);
                assertEquals(size[0], filtered.height(), denoiser.id());
                assertEquals(size[1], filtered.width(), denoiser.id());
                assertEquals(3, filtered.channels(), denoiser.id());
            }
        }
    }

    /** A picture whose 12 bits lie in 16 is filtered as the same picture of 8 bits. */
    @Test
    void whiteIsWhatTheSamplesReach() {
        Image shown = SyntheticNoise.lowDose(30, 0).add(picture().window(60, 60, 64, 64), 1);
        short[] deep = new short[64 * 64];
        for (int i = 0; i < deep.length; i++) {
            deep[i] = (short) (shown.sample(i / 64, i % 64, 0) * 4095 / 255);
        }
        for (Denoiser denoiser : Denoiser.values()) {
            Image of8 = denoiser.apply(shown);
            Image of16 = denoiser.apply(Image.ofShorts(64, 64, 1, deep));
            assertEquals(16, of16.bits());
            for (int i = 0; i < deep.length; i++) {
                double level = Math.min(255, of16.sample(i / 64, i % 64, 0) * 255.0 / 4095);
                assertEquals(of8.sample(i / 64, i % 64, 0), level, 3, denoiser.id() + " at " + i);
            }
        }
    }

    @Test
    void strengthHasBounds() {
        Image image = Image.ofBytes(2, 2, 1, new byte[4]);
        for (double wrong : new double[] {0, -1, 4.1, Double.NaN}) {
            assertThrows(IllegalArgumentException.class, () -> Denoiser.MEDIAN.apply(image, wrong), wrong + "");
        }
        assertEquals(Denoiser.NON_LOCAL_MEANS, Denoiser.find("non-local-means").orElseThrow());
        assertTrue(Denoiser.find("sharpen").isEmpty());
    }

    /** Tiles and the whole picture in one give the same noise, but near the seams. */
    @Test
    void tilesLeaveNoSeams() {
        Image wide = SyntheticNoise.speckle(0.5, 0.7).add(picture(), 3);
        Plane strip = new Plane(wide.height(), wide.width(), wide.plane(0)).window(100, 0, 64, 960);
        try (LearnedDenoiser network = LearnedDenoiser.shipped()) {
            float[] tiled = network.apply(strip, NoiseKind.SPECKLE, 1).values();
            float[] whole = network.whole(strip, NoiseKind.SPECKLE).values();
            double squares = 0;
            for (int i = 0; i < tiled.length; i++) {
                squares += (tiled[i] - whole[i]) * (tiled[i] - whole[i]) / tiled.length;
                assertEquals(whole[i], tiled[i], 0.05, "at " + i / 960 + ", " + i % 960);
            }
            assertEquals(0, Math.sqrt(squares), 0.002);
        }
    }

    @Test
    void theNetworkIsSmall() {
        try (DenoisingNetwork outline = Module.outline(DenoisingNetwork::new)) {
            assertEquals(243_709, outline.parameterCount());
        }
    }

    @Test
    void theCardNamesTheFile() throws IOException {
        Path file = Path.of("../models/denoisers/attention.safetensors");
        String card = Files.readString(Path.of("../models/denoisers/README.md"));
        assertTrue(card.contains(Hash.of(file)), "SHA-256 " + Hash.of(file));
        assertTrue(Files.size(file) < 1_500_000);
    }

    @Test
    void otherFilesAreRefused() throws IOException {
        Path model = Path.of("../models/breast-ultrasound.safetensors");
        BadFileException refused = assertThrows(BadFileException.class, () -> LearnedDenoiser.load(model));
        assertTrue(refused.getMessage().contains("delineate-denoiser-1"), refused.getMessage());
        Path text = Files.writeString(folder.resolve("x.safetensors"), "no weights at all");
        assertThrows(BadFileException.class, () -> LearnedDenoiser.load(text));
    }

    /** The noise has the mean and the deviation that its formula says. */
    @Test
    void noiseIsWhatItSays() {
        Plane flat = Plane.of(200, 200, (y, x) -> 0.3f);
        check(SyntheticNoise.speckle(0.5, 0), flat, 0.3, 0.3 * 0.5 * 0.5227);
        check(SyntheticNoise.speckle(1, 0.7), flat, 0.3, 0.3 * 0.5227);
        check(SyntheticNoise.lowDose(100, 0.02), flat, 0.3, Math.sqrt(0.3 / 100 + 0.02 * 0.02));
        check(SyntheticNoise.lowDose(400, 0), flat, 0.3, Math.sqrt(0.3 / 400));
        Plane noisy = SyntheticNoise.speckle(1, 0.7).add(flat, SplitMix64.seeded(1));
        assertArrayEquals(
                noisy.values(),
                SyntheticNoise.speckle(1, 0.7).add(flat, SplitMix64.seeded(1)).values());
        assertFalse(Arrays.equals(
                noisy.values(),
                SyntheticNoise.speckle(1, 0.7).add(flat, SplitMix64.seeded(2)).values()));
    }

    private static void check(SyntheticNoise noise, Plane flat, double mean, double deviation) {
        float[] values = noise.add(flat, SplitMix64.seeded(5)).values();
        double sum = 0;
        double squares = 0;
        for (float value : values) {
            sum += value;
            squares += value * value;
        }
        double found = sum / values.length;
        assertEquals(mean, found, 0.01, noise.words());
        assertEquals(deviation, Math.sqrt(squares / values.length - found * found), 0.06 * deviation, noise.words());
    }
}
