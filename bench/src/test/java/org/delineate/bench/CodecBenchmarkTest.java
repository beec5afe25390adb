package org.delineate.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.Raster;
import org.delineate.dicom.codec.Samples;
import org.junit.jupiter.api.Test;

/** Both decoders decode the whole picture, to the same samples. */
class CodecBenchmarkTest {
    @Test
    void bothDecodersAgree() throws Exception {
        CodecBenchmark benchmark = new CodecBenchmark();
        benchmark.make();
        Samples samples = benchmark.delineate();
        Raster raster = benchmark.jdk();
        assertEquals(CodecBenchmark.WIDTH, raster.getWidth());
        assertEquals(CodecBenchmark.HEIGHT * CodecBenchmark.WIDTH, samples.values().length);
        int most = 0;
        for (int i = 0; i < samples.values().length; i++) {
            int expected = raster.getSample(i % CodecBenchmark.WIDTH, i / CodecBenchmark.WIDTH, 0);
            most = Math.max(most, Math.abs(samples.values()[i] - expected));
        }
        assertTrue(most <= 1, "differs by " + most);
    }
}
