package org.delineate.sample;

import static org.delineate.sample.TestSamples.SEED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class SampleCacheTest {
    @Test
    void greyPicturesTakeOnePlaneAndComeBackWhole() {
        Sample grey = TestSamples.flat(4, 4, 0.5f);
        float[] three = new float[48];
        Arrays.fill(three, 0.5f);
        SampleCache cache = new SampleCache(2, 1000);
        cache.offer(0, TestSamples.of(3, 4, 4, three, grey.y()));
        assertEquals(16 * 4 + 16, cache.use().bytes());
        assertEquals(3, cache.find(0).channels());
        assertArrayEquals(three, cache.find(0).x());
        assertArrayEquals(grey.y(), cache.find(0).y());
    }

    @Test
    void colouredPicturesComeBackAsTheyAre() {
        Sample colour = TestSamples.noise(3, 4, 4, SEED);
        SampleCache cache = new SampleCache(1, 48 * 4 + 16);
        cache.offer(0, colour);
        assertArrayEquals(colour.x(), cache.find(0).x());
        assertEquals(48 * 4 + 16, cache.use().bytes());
    }

    @Test
    void whatDoesNotFitIsNotKeptAndWhatCameFirstStays() {
        SampleCache cache = new SampleCache(3, 200);
        cache.offer(0, TestSamples.noise(1, 5, 5, SEED)); // 125 bytes
        cache.offer(1, TestSamples.noise(1, 5, 5, SEED));
        cache.offer(2, TestSamples.noise(1, 3, 5, SEED)); // 75 bytes
        assertNull(cache.find(1));
        assertEquals(5, cache.find(0).height());
        assertEquals(3, cache.find(2).height());
        assertEquals(new Loader.CacheUse(2, 1, 200), cache.use());
        cache.offer(0, TestSamples.noise(1, 2, 2, SEED));
        assertEquals(5, cache.find(0).height());
        assertEquals(200, cache.use().bytes());
    }
}
