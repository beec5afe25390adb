package org.delineate.sample;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static Sample sample(String name, int channels, int height, int width, byte[] y, float... x) {
        return new Sample(
                name, channels, height, width, x, y, new Geometry(height, width, height, width, 0, 0, height, width));
    }

    @Test
    void stacksPicturesAndMasksInTheirOrder() {
        Sample a = sample("a", 2, 1, 2, new byte[] {0, 1}, 1, 2, 3, 4);
        Sample b = sample("b", 2, 1, 2, new byte[] {1, 1}, 5, 6, 7, 8);
        Batch batch = Batch.of(List.of(b, a));
        assertEquals(List.of("b", "a"), batch.names());
        assertEquals(
                "2 of 2x1x2", batch.size() + " of " + batch.channels() + "x" + batch.height() + "x" + batch.width());
        assertArrayEquals(new float[] {5, 6, 7, 8, 1, 2, 3, 4}, batch.x());
        assertArrayEquals(new float[] {1, 1, 0, 1}, batch.y());
    }

    @Test
    void hasNoMasksWherePicturesHaveNone() {
        Batch batch = Batch.of(List.of(sample("a", 1, 1, 1, null, 1), sample("b", 1, 1, 1, null, 2)));
        assertNull(batch.y());
        assertArrayEquals(new float[] {1, 2}, batch.x());
    }

    @Test
    void refusesSamplesOfTwoSizes() {
        Sample a = sample("a", 1, 2, 3, null, 0, 0, 0, 0, 0, 0);
        for (Sample b : List.of(
                sample("b", 1, 3, 2, null, 0, 0, 0, 0, 0, 0),
                sample("b", 1, 2, 2, null, 0, 0, 0, 0),
                sample("b", 2, 2, 3, null, new float[12]))) {
            assertEquals(
                    "samples of one batch have one size: a has 1x2x3, b " + b.channels() + "x" + b.height() + "x"
                            + b.width(),
                    assertThrows(IllegalArgumentException.class, () -> Batch.of(List.of(a, b)))
                            .getMessage());
        }
    }
}
