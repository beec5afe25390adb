package org.delineate.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ResizeTest {
    /** 5 x 7: ((7 y + 3 x + (x y) % 5) % 11) / 10. */
    private static final float[] SOURCE = new float[35];

    static {
        for (int i = 0; i < SOURCE.length; i++) {
            int y = i / 7;
            int x = i % 7;
            SOURCE[i] = (y * 7 + x * 3 + x * y % 5) % 11 / 10f;
        }
    }

    /** From Pillow 12.3, resize(size, BILINEAR) in mode F. */
    static Stream<Arguments> pillow() {
        return Stream.of(
                arguments(1, 1, new float[] {0.450782f}),
                arguments(2, 2, new float[] {0.408562f, 0.384355f, 0.480127f, 0.516385f}),
                arguments(3, 4, new float[] {
                    0.255102f, 0.541714f, 0.337714f, 0.402041f, 0.539153f, 0.371556f, 0.415111f, 0.397354f, 0.568027f,
                    0.426286f, 0.530286f, 0.707483f
                }),
                arguments(5, 3, new float[] {
                    0.257143f, 0.576471f, 0.442857f, 0.335714f, 0.447059f, 0.164286f, 0.492857f, 0.382353f, 0.485714f,
                    0.7f, 0.276471f, 0.492857f, 0.385714f, 0.6f, 0.814286f
                }),
                arguments(8, 10, new float[] {
                    0.0f, 0.165f, 0.375f, 0.585f, 0.795f, 0.62f, 0.115f, 0.325f, 0.535f, 0.7f, 0.30625f, 0.230625f,
                    0.254687f, 0.495313f, 0.735938f, 0.591563f, 0.10625f, 0.19375f, 0.379688f, 0.56875f, 0.675f,
                    0.33125f, 0.134375f, 0.370625f, 0.63125f, 0.54375f, 0.132812f, 0.067188f, 0.195625f, 0.38125f,
                    0.425f, 0.49375f, 0.478125f, 0.276875f, 0.34375f, 0.43125f, 0.510938f, 0.489062f, 0.351875f,
                    0.19375f, 0.51875f, 0.621875f, 0.610938f, 0.344063f, 0.223438f, 0.3f, 0.545312f, 0.567187f,
                    0.47375f, 0.35f, 0.95625f, 0.715625f, 0.532812f, 0.572188f, 0.270313f, 0.15f, 0.235937f, 0.301563f,
                    0.56125f, 0.85f, 0.775f, 0.530938f, 0.370312f, 0.479688f, 0.418438f, 0.435938f, 0.545313f,
                    0.654688f, 0.710625f, 0.73125f, 0.6f, 0.38f, 0.25f, 0.39f, 0.53f, 0.67f, 0.81f, 0.95f, 0.82f, 0.6f
                }));
    }

    @ParameterizedTest
    @MethodSource("pillow")
    void equalsPillow(int toH, int toW, float[] expected) {
        assertArrayEquals(expected, Resize.bilinear(SOURCE, 5, 7, toH, toW), 2e-6f);
    }

    @Test
    void keepsASizeAsItIsInANewArray() {
        float[] same = Resize.bilinear(SOURCE, 5, 7, 5, 7);
        assertArrayEquals(SOURCE, same);
        assertNotSame(SOURCE, same);
    }

    @Test
    void keepsAConstantAndTheRange() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            int h = 1 + random.nextInt(40);
            int w = 1 + random.nextInt(40);
            float[] plane = new float[h * w];
            java.util.Arrays.fill(plane, 0.7f);
            for (float v : Resize.bilinear(plane, h, w, 1 + random.nextInt(40), 1 + random.nextInt(40))) {
                assertEquals(0.7f, v, 1e-6f);
            }
            for (int i = 0; i < plane.length; i++) {
                plane[i] = random.nextFloat();
            }
            for (float v : Resize.bilinear(plane, h, w, 1 + random.nextInt(40), 1 + random.nextInt(40))) {
                assertTrue(v > -1e-6 && v < 1 + 1e-6);
            }
        }
    }

    /** A board of single pixels must turn grey, not into a random board, when it shrinks. */
    @Test
    void doesNotAliasWhenShrinking() {
        float[] board = new float[64 * 64];
        for (int i = 0; i < board.length; i++) {
            board[i] = (i / 64 + i % 64) % 2;
        }
        for (float v : Resize.bilinear(board, 64, 64, 21, 21)) {
            assertEquals(0.5f, v, 0.1f);
        }
    }

    @Test
    void takesTheNearestPixelByItsCentre() {
        for (int pixel = 0; pixel < 5; pixel++) {
            boolean[] lesion = new boolean[5];
            lesion[pixel] = true;
            assertNearest(lesion, 1, new int[] {2}, pixel);
            assertNearest(lesion, 2, new int[] {1, 3}, pixel);
            assertNearest(lesion, 10, new int[] {0, 0, 1, 1, 2, 2, 3, 3, 4, 4}, pixel);
        }
    }

    /** Asserts the source pixels of a row, and of a column that is widened, too. */
    private static void assertNearest(boolean[] lesion, int length, int[] sources, int pixel) {
        Mask row = Resize.nearest(Mask.of(1, 5, lesion), 1, length);
        Mask columns = Resize.nearest(Mask.of(5, 1, lesion), length, 2);
        for (int i = 0; i < length; i++) {
            assertEquals(sources[i] == pixel, row.at(i));
            assertEquals(sources[i] == pixel, columns.at(i, 0));
            assertEquals(sources[i] == pixel, columns.at(i, 1));
        }
    }

    @Test
    void rejectsSizesThatDoNotFit() {
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Resize.bilinear(SOURCE, 5, 8, 2, 2));
        assertEquals("cannot resize 35 values as 5x8 to 2x2", e.getMessage());
        assertThrows(IllegalArgumentException.class, () -> Resize.bilinear(SOURCE, 5, 7, 0, 2));
        assertThrows(IllegalArgumentException.class, () -> Resize.nearest(Mask.of(2, 2, new boolean[4]), 2, -1));
    }
}
