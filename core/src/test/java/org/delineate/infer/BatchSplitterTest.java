package org.delineate.infer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.layer.Weights;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchSplitterTest {
    private static final int SIDE = 64;
    private static final int PICTURE = 3 * SIDE * SIDE;

    private final int before = Engine.threads();

    @BeforeEach
    void twoThreads() {
        Engine.threads(2);
    }

    @AfterEach
    void asBefore() {
        Engine.threads(before);
    }

    private static float[] noise(int pictures, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] x = new float[pictures * PICTURE];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) random.nextDouble(-2, 2);
        }
        return x;
    }

    /** Each half is what one thread alone makes of it, bit by bit, whoever else runs it at the same time. */
    @Test
    void halvesAreWhatOneThreadMakesOfThem() {
        Network network = Zoo.SC_UNEXT.create(3, 1);
        network.initialise(3);
        network.train(false);
        Weights.channelsLast(network);
        float[] x = noise(6, 1);
        PreparedNetwork split = new Libtorch(Precision.FLOAT32).prepare(network, null, 6, 3, SIDE, SIDE);
        assertInstanceOf(BatchSplitter.class, split);
        assertEquals(2, Engine.threads());
        List<float[]> answers =
                IntStream.range(0, 8).parallel().mapToObj(i -> split.logits(x)).toList();
        split.close();
        Engine.threads(1);
        PreparedNetwork half = new Libtorch(Precision.FLOAT32).prepare(network, null, 3, 3, SIDE, SIDE);
        assertFalse(half instanceof BatchSplitter);
        float[] first = half.logits(Arrays.copyOf(x, 3 * PICTURE));
        float[] second = half.logits(Arrays.copyOfRange(x, 3 * PICTURE, 6 * PICTURE));
        half.close();
        for (float[] answer : answers) {
            assertArrayEquals(first, Arrays.copyOf(answer, first.length));
            assertArrayEquals(second, Arrays.copyOfRange(answer, first.length, answer.length));
        }
    }

    @Test
    void partsRunAtOnceOnThreadsOfTheirOwn() {
        CyclicBarrier both = new CyclicBarrier(2);
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        Set<Integer> engine = ConcurrentHashMap.newKeySet();
        try (PreparedNetwork split = BatchSplitter.over(
                shape -> recorder(() -> {
                    seen.add(Thread.currentThread());
                    engine.add(Engine.threads());
                    assertDoesNotThrow(() -> both.await(1, TimeUnit.MINUTES));
                }),
                4,
                3,
                SIDE,
                SIDE)) {
            split.logits(noise(4, 2));
        }
        assertFalse(seen.contains(Thread.currentThread()));
        assertEquals(2, seen.size());
        assertEquals(Set.of(1), engine);
        assertEquals(2, Engine.threads());
    }

    @Test
    void whatCannotBeDividedStaysWhole() {
        PreparedNetwork whole = recorder(() -> {});
        assertEquals(whole, BatchSplitter.over(shape -> whole, 3, 3, SIDE, SIDE));
        assertEquals(whole, BatchSplitter.over(shape -> whole, 1, 3, SIDE, SIDE));
    }

    @Test
    void anErrorOfAPartIsThatOfTheWhole() {
        try (PreparedNetwork split = BatchSplitter.over(
                shape -> recorder(() -> {
                    throw new ArithmeticException("broken");
                }),
                2,
                3,
                SIDE,
                SIDE)) {
            assertEquals(
                    "broken",
                    assertThrows(ArithmeticException.class, () -> split.logits(noise(2, 3)))
                            .getMessage());
        }
    }

    @Test
    void anErrorIsThrownWhenNoPartRunsAnyMore() {
        AtomicInteger number = new AtomicInteger();
        AtomicBoolean ended = new AtomicBoolean();
        try (PreparedNetwork split = BatchSplitter.over(
                shape -> recorder(() -> {
                    if (number.getAndIncrement() == 0) {
                        throw new ArithmeticException("broken");
                    }
                    assertDoesNotThrow(() -> Thread.sleep(300));
                    ended.set(true);
                }),
                2,
                3,
                SIDE,
                SIDE)) {
            assertThrows(ArithmeticException.class, () -> split.logits(noise(2, 4)));
            assertTrue(ended.get());
        }
    }

    private static PreparedNetwork recorder(Runnable told) {
        return new PreparedNetwork() {
            @Override
            public float[] logits(float[] pictures) {
                told.run();
                return pictures;
            }

            @Override
            public void close() {
                // holds nothing
            }
        };
    }
}
