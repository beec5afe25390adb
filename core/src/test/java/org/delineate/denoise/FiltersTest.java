package org.delineate.denoise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.concurrent.ForkJoinPool;
import org.delineate.random.SplitMix64;
import org.junit.jupiter.api.Test;

/** The classical filters, PSNR and SSIM give what independent implementations give (filters.json). */
class FiltersTest {
    private final JsonNode golden = golden();
    private final Plane noisy = plane("noisy", 255);

    private static JsonNode golden() {
        try {
            return new ObjectMapper().readTree(FiltersTest.class.getResourceAsStream("filters.json"));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Plane plane(String name, float white) {
        float[] values = new float[golden.get(name).size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = golden.get(name).get(i).floatValue() / white;
        }
        return new Plane(golden.get("height").intValue(), golden.get("width").intValue(), values);
    }

    @Test
    void medianEqualsScipy() {
        for (int radius = 1; radius <= 2; radius++) {
            Plane expected = plane("median" + radius, 255);
            assertArrayEquals(expected.values(), new Median(radius).apply(noisy).values());
        }
    }

    /** The inside is compared: beyond the picture the references repeat it otherwise. */
    @Test
    void nonLocalMeansEqualTheirFormulaAndAreNearScikitImage() {
        Plane found = new NonLocalMeans(false, 0.05, 0.06, 2, 4).apply(noisy);
        Plane expected = plane("nonLocalMeans", 1);
        Plane near = plane("nonLocalMeansFast", 1);
        int border = 6;
        double apart = 0;
        int count = 0;
        for (int y = border; y < found.height() - border; y++) {
            for (int x = border; x < found.width() - border; x++) {
                assertEquals(expected.at(y, x), found.at(y, x), 2e-5, "at " + y + ", " + x);
                apart += Math.abs(near.at(y, x) - found.at(y, x));
                count++;
            }
        }
        assertEquals(0, apart / count, 0.015, "mean difference from scikit-image");
    }

    @Test
    void anisotropicDiffusionEqualsItsFormula() {
        Plane found = new AnisotropicDiffusion(8, 0.15).apply(noisy);
        assertArrayEquals(plane("anisotropicDiffusion", 1).values(), found.values(), 2e-5f);
        assertEquals(sum(noisy), sum(found), 1e-2, "diffusion moves light and makes none");
    }

    @Test
    void speckleDiffusionEqualsItsFormula() {
        Plane found = new SpeckleDiffusion(6, 1).apply(noisy);
        assertArrayEquals(plane("speckleDiffusion", 1).values(), found.values(), 5e-5f);
    }

    private static double sum(Plane plane) {
        double sum = 0;
        for (float value : plane.values()) {
            sum += value;
        }
        return sum;
    }

    @Test
    void similarityEqualsScikitImage() {
        Similarity found = Similarity.of(plane("clean", 255), noisy);
        assertEquals(golden.get("psnr").doubleValue(), found.psnr(), 1e-4);
        assertEquals(golden.get("ssim").doubleValue(), found.ssim(), 1e-4);
        Similarity same = Similarity.of(noisy, noisy);
        assertEquals(Double.POSITIVE_INFINITY, same.psnr());
        assertEquals(1, same.ssim(), 1e-9);
        assertThrows(IllegalArgumentException.class, () -> Similarity.of(noisy, noisy.window(0, 0, 20, 20)));
        assertThrows(IllegalArgumentException.class, () -> {
            Plane small = noisy.window(0, 0, 10, 30);
            Similarity.of(small, small);
        });
    }

    @Test
    void threadsChangeNoBit() throws Exception {
        Plane large = noisy.window(-40, -40, 130, 117);
        for (Filter filter : new Filter[] {
            new Median(2),
            new NonLocalMeans(false, 0.05, 0.06, 2, 4),
            new AnisotropicDiffusion(3, 0.2),
            new SpeckleDiffusion(3, 1)
        }) {
            float[] many = filter.apply(large).values();
            ForkJoinPool one = new ForkJoinPool(1);
            try {
                assertArrayEquals(
                        many, one.submit(() -> filter.apply(large)).get().values(), filter.toString());
            } finally {
                one.shutdown();
            }
        }
    }

    @Test
    void aFlatPlaneStaysFlat() {
        Plane flat = Plane.of(20, 30, (y, x) -> 0.25f);
        assertEquals(0, NoiseDeviation.of(flat));
        for (Filter filter : new Filter[] {
            new Median(1),
            new NonLocalMeans(false, 0, 0, 2, 4),
            new AnisotropicDiffusion(3, 0),
            new SpeckleDiffusion(3, 1)
        }) {
            assertArrayEquals(flat.values(), filter.apply(flat).values(), 1e-6f, filter.toString());
        }
    }

    @Test
    void theDeviationOfNoiseIsFoundBesideBlackBorders() {
        long seed = System.nanoTime();
        SplitMix64 random = SplitMix64.seeded(seed);
        Plane plane = Plane.of(200, 200, (y, x) -> 0);
        for (int y = 50; y < 150; y++) {
            for (int x = 0; x < 200; x++) {
                plane.values()[y * 200 + x] = 0.5f + x / 800f + 0.06f * random.normal();
            }
        }
        assertEquals(0.06, NoiseDeviation.of(plane), 0.004, "seed " + seed);
        assertTrue(NoiseDeviation.of(new Median(2).apply(plane)) < 0.03, "seed " + seed);
    }
}
