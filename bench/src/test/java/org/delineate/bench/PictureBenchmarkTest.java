package org.delineate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import org.delineate.image.Image;
import org.delineate.sample.Sample;
import org.junit.jupiter.api.Test;

/** A benchmark of the wrong work would be fast as well. */
class PictureBenchmarkTest {
    @Test
    void everyBenchmarkDoesWholePictures() throws IOException {
        PictureBenchmark benchmark = new PictureBenchmark();
        benchmark.make();
        Image decoded = benchmark.decodePng();
        assertEquals("471x562x3", decoded.height() + "x" + decoded.width() + "x" + decoded.channels());
        float[] plane = benchmark.resizeOnePlane();
        assertEquals(256 * 256, plane.length);
        Sample sample = benchmark.preprocess();
        assertEquals("3x256x256", sample.channels() + "x" + sample.height() + "x" + sample.width());
        assertEquals(562, benchmark.overlay().getWidth());
        // the disc is darker than what surrounds it
        double middle = plane[128 * 256 + 128];
        assertTrue(middle < mean(decoded.plane(0)), "middle " + middle);
        assertNotEquals(
                Arrays.hashCode(benchmark.augment().x()),
                Arrays.hashCode(benchmark.augment().x()),
                "each call augments in another way");
    }

    private static double mean(float[] values) {
        double sum = 0;
        for (float v : values) {
            sum += v;
        }
        return sum / values.length;
    }
}
