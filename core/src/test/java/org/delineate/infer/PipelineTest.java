package org.delineate.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.delineate.file.BadFileException;
import org.delineate.image.Image;
import org.delineate.model.PostProcess;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Engine;
import org.delineate.sample.Fit;
import org.delineate.sample.Preprocess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PipelineTest {
    private static final int SIDE = 32;

    private static Segmenter segmenter(int batch, Tiles tiles) {
        PointwiseNetwork network = new PointwiseNetwork(x -> x.mul(4));
        network.train(false);
        Preprocess p = new Preprocess(1, SIDE, SIDE, Fit.STRETCH, List.of(0.5f), List.of(0.2f));
        return new Segmenter(
                network, p, 0.5, PostProcess.NONE, new Libtorch(Precision.FLOAT32).preparation(network), batch, tiles);
    }

    /** Pictures of one grey each, that take their time; 3 and 8 are bad. */
    private static class Greys implements Pipeline.Work<Image, String> {
        final AtomicInteger held = new AtomicInteger();
        final AtomicInteger mostHeld = new AtomicInteger();

        int side(int number) {
            return 10 + 9 * (number % 7);
        }

        @Override
        public Image read(int number) {
            mostHeld.accumulateAndGet(held.incrementAndGet(), Math::max);
            sleep(number * 13 % 5);
            if (number == 3 || number == 8) {
                held.decrementAndGet();
                throw new BadFileException(Path.of("p" + number), "is bad", "leave it out");
            }
            byte[] samples = new byte[side(number) * side(number)];
            Arrays.fill(samples, (byte) (number * 10));
            return Image.ofBytes(side(number), side(number), 1, samples);
        }

        @Override
        public Views crop(Segmenter segmenter, Image image) {
            return segmenter.crop(image);
        }

        @Override
        public String finish(int number, Image image, Prediction p) {
            sleep(number * 7 % 5);
            held.decrementAndGet();
            assertEquals(side(number), p.mask().width());
            return number + (p.mask().isEmpty() ? " dark" : " bright");
        }

        @Override
        public String failed(int number, RuntimeException reason) {
            return number + " bad";
        }

        @Override
        public boolean writesFiles() {
            return true;
        }

        static void sleep(int milliseconds) {
            try {
                Thread.sleep(milliseconds);
            } catch (InterruptedException e) {
                throw new AssertionError("workers are let finish", e);
            }
        }
    }

    /** A thread that has ended its work needs a moment to go. */
    @AfterEach
    void noThreadIsLeft() throws InterruptedException {
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().startsWith(SingleThreadPool.NAME)) {
                thread.join(1000);
                assertFalse(thread.isAlive(), thread.getName());
            }
        }
    }

    @Test
    void resultsComeInOrderWhateverTheBatchAndTheTiles() {
        List<String> expected = IntStream.range(0, 26)
                .mapToObj(i -> i + (i == 3 || i == 8 ? " bad" : i < 13 ? " dark" : " bright"))
                .toList();
        for (int batch : new int[] {1, 3, 8, 30}) {
            for (Tiles tiles : new Tiles[] {null, new Tiles(0.5)}) {
                List<String> told = new ArrayList<>();
                try (Segmenter segmenter = segmenter(batch, tiles)) {
                    assertEquals(expected, Pipeline.run(segmenter, 26, new Greys(), told::add));
                    assertEquals(batch, segmenter.together());
                    assertTrue(segmenter.networkSeconds() > 0);
                }
                assertEquals(expected, told);
            }
        }
    }

    @Test
    void aPictureThatNeedsNoPredictionGetsNone() {
        Pipeline.Work<Integer, String> work = new Pipeline.Work<>() {
            @Override
            public Integer read(int number) {
                return number;
            }

            @Override
            public Views crop(Segmenter segmenter, Integer picture) {
                return picture % 3 == 1 ? segmenter.crop(Models.image(SIDE, SIDE, picture)) : null;
            }

            @Override
            public String finish(int number, Integer picture, Prediction prediction) {
                return picture + (prediction == null ? " none" : " predicted");
            }

            @Override
            public String failed(int number, RuntimeException reason) {
                throw reason;
            }

            @Override
            public boolean writesFiles() {
                return false;
            }
        };
        try (Segmenter segmenter = segmenter(2, null)) {
            assertEquals(
                    List.of("0 none", "1 predicted", "2 none", "3 none", "4 predicted"),
                    Pipeline.run(segmenter, 5, work, one -> {}));
        }
    }

    /** A network that is slower than what is beside it: its batches are full, although no more can be read ahead. */
    @Test
    void batchesAreFullWhereTheNetworkIsSlow() {
        AtomicInteger passes = new AtomicInteger();
        PreparedNetwork slow = new PreparedNetwork() {
            @Override
            public float[] logits(float[] pictures) {
                passes.incrementAndGet();
                Greys.sleep(20);
                return new float[pictures.length];
            }

            @Override
            public void close() {}
        };
        PointwiseNetwork network = new PointwiseNetwork(x -> x);
        network.train(false);
        Preprocess p = new Preprocess(1, SIDE, SIDE, Fit.STRETCH, List.of(0.5f), List.of(0.2f));
        Greys work = new Greys() {
            @Override
            public Image read(int number) {
                return Image.ofBytes(10, 10, 1, new byte[100]);
            }

            @Override
            public String finish(int number, Image image, Prediction prediction) {
                return "";
            }
        };
        try (Segmenter segmenter = new Segmenter(network, p, 0.5, PostProcess.NONE, shape -> slow, 4, null)) {
            assertEquals(120, Pipeline.run(segmenter, 120, work, one -> {}).size());
        }
        assertEquals(30 + 2, passes.get(), "of four pictures each; two more try whether places matter");
    }

    @Test
    void nothingIsDoneForNoPictures() {
        try (Segmenter segmenter = segmenter(1, null)) {
            assertEquals(List.of(), Pipeline.run(segmenter, 0, new Greys(), one -> {}));
        }
    }

    @Test
    void fewPicturesAreHeldAndFewerWhereTheyAreLarge() {
        int threads = Math.max(4, Runtime.getRuntime().availableProcessors());
        Greys small = new Greys();
        Greys large = new Greys() {
            @Override
            int side(int number) {
                return 3800; // 14.4 megapixels: two at a time
            }
        };
        try (Segmenter segmenter = segmenter(2, null)) {
            Pipeline.run(segmenter, 60, small, one -> {});
            int batches = 2 * (Engine.threads() + 1); // of two
            assertTrue(small.mostHeld.get() <= batches + threads, small.mostHeld + " held");
            Pipeline.run(segmenter, 8, large, one -> {});
            assertTrue(large.mostHeld.get() <= threads, large.mostHeld + " held");
            assertEquals(0, large.held.get());
        }
    }

    @Test
    void anErrorEndsAllAndIsToldAsItIs() {
        IllegalStateException full = new IllegalStateException("disk full");
        AtomicInteger finished = new AtomicInteger();
        Greys work = new Greys() {
            @Override
            public String finish(int number, Image image, Prediction p) {
                if (number == 5) {
                    throw full;
                }
                finished.incrementAndGet();
                return super.finish(number, image, p);
            }
        };
        try (Segmenter segmenter = segmenter(2, null)) {
            assertSame(
                    full,
                    assertThrows(IllegalStateException.class, () -> Pipeline.run(segmenter, 1000, work, one -> {})));
        }
        assertTrue(finished.get() < 40, finished + " were done nevertheless");
    }

    @Test
    void whoeverTakesNoBadPictureGetsTheReason() {
        Greys work = new Greys() {
            @Override
            public String failed(int number, RuntimeException reason) {
                throw reason;
            }
        };
        try (Segmenter segmenter = segmenter(4, null)) {
            assertEquals(
                    "p3",
                    assertThrows(BadFileException.class, () -> Pipeline.run(segmenter, 26, work, one -> {}))
                            .file()
                            .toString());
        }
    }

    @Test
    void endsWhenInterrupted() {
        try (Segmenter segmenter = segmenter(1, null)) {
            List<String> told = new ArrayList<>();
            CancellationException e = assertThrows(
                    CancellationException.class,
                    () -> Pipeline.run(segmenter, 10_000, new Greys(), one -> {
                        told.add(one);
                        if (told.size() == 20) {
                            Thread.currentThread().interrupt();
                        }
                    }));
            assertTrue(Thread.interrupted(), "the flag is kept for whoever interrupted");
            assertTrue(e.getMessage().matches("stopped; \\d+ of 10000 pictures are done"), e.getMessage());
            assertTrue(told.size() < 60, told.size() + " were done nevertheless");
        }
    }
}
