package org.delineate.infer;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.stream.DoubleStream;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.metric.Confusion;
import org.delineate.sample.Sample;

/**
 * Measures the mean Dice of a model on cases at their original size: first of each picture, then the mean, so that each
 * counts the same.
 *
 * <p>Cases without a lesion have no Dice and do not count. Preprocessed pictures are kept in memory as far as they fit,
 * for the next segmenter.
 */
public final class MeanDice {
    private static final long CACHE_BYTES = 1L << 30;

    private record Preprocessed(List<Sample> samples, Mask truth) {
        long bytes() {
            return (long) Float.BYTES
                            * samples.stream().mapToInt(s -> s.x().length).sum()
                    + (long) truth.height() * truth.width();
        }
    }

    private final Dataset dataset;
    private final List<Case> cases;
    private final Map<Integer, Preprocessed> cache = new ConcurrentHashMap<>();
    private final AtomicLong cachedBytes = new AtomicLong();

    /** Every segmenter preprocesses in the same way and shows its network the same views. */
    public MeanDice(Dataset dataset, List<Case> cases) {
        this.dataset = dataset;
        this.cases = cases;
    }

    /** The mean of those that are defined, NaN where none is. */
    public static double of(DoubleStream dice) {
        return dice.filter(d -> !Double.isNaN(d)).average().orElse(Double.NaN);
    }

    /**
     * @return NaN where no case has a lesion
     * @throws org.delineate.file.BadFileException where a case cannot be read
     */
    public double of(Segmenter segmenter) {
        return of(Arrays.stream(ofEach(segmenter, done -> {})));
    }

    /**
     * The Dice of each case, in order; NaN where it has no lesion.
     *
     * @param scored is called after each case with the number of cases done
     */
    public double[] ofEach(Segmenter segmenter, IntConsumer scored) {
        AtomicInteger done = new AtomicInteger();
        return Pipeline.run(
                        segmenter, cases.size(), new Scoring(segmenter), dice -> scored.accept(done.incrementAndGet()))
                .stream()
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private final class Scoring implements Pipeline.Work<Preprocessed, Double> {
        private final Segmenter segmenter;

        Scoring(Segmenter segmenter) {
            this.segmenter = segmenter;
        }

        @Override
        public Preprocessed read(int number) {
            Preprocessed cached = cache.get(number);
            if (cached != null) {
                return cached;
            }
            Case c = cases.get(number);
            Image image = dataset.image(c);
            Preprocessed read = new Preprocessed(segmenter.samples(c.name(), image), dataset.mask(c, image));
            if (cachedBytes.addAndGet(read.bytes()) <= CACHE_BYTES) {
                cache.put(number, read);
            } else {
                cachedBytes.addAndGet(-read.bytes());
            }
            return read;
        }

        @Override
        public Views crop(Segmenter same, Preprocessed picture) {
            return picture.truth().isEmpty() ? null : same.crop(picture.samples());
        }

        @Override
        public Double finish(int number, Preprocessed picture, Prediction prediction) {
            return prediction == null
                    ? Double.NaN
                    : Confusion.of(prediction.mask(), picture.truth()).dice();
        }

        @Override
        public boolean writesFiles() {
            return false;
        }
    }
}
