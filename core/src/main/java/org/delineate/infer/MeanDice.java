package org.delineate.infer;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.loss.Loss;
import org.delineate.metric.Confusion;
import org.delineate.nn.Output;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.nn.engine.ProcessGroup;
import org.delineate.sample.Batch;
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

    /**
     * Is what one forward pass says of a case, or the mean over cases.
     *
     * @param dice at the original size; NaN where there is no lesion
     * @param loss at the network's size, of its output alone; NaN where no loss was asked for, or there is no lesion
     */
    public record Score(double dice, double loss) {
        /** No case has a lesion, or none was looked at. */
        public static final Score NONE = new Score(Double.NaN, Double.NaN);
    }

    /** @param samples one for each view, the first with its mask */
    private record Preprocessed(List<Sample> samples, Mask truth) {
        long bytes() {
            return (long) Float.BYTES
                            * samples.stream().mapToInt(s -> s.x().length).sum()
                    + samples.get(0).y().length
                    + (long) truth.height() * truth.width();
        }
    }

    /** A case on its way through the networks. @param views null where there is no lesion */
    private record Underway(Preprocessed picture, Views views) {}

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
        return scores(segmenter, null, score -> scored.accept(done.incrementAndGet())).stream()
                .mapToDouble(Score::dice)
                .toArray();
    }

    /**
     * The means of Dice and of a loss, from the same forward passes.
     *
     * @param group processes that share the cases, each with the same weights; all get the same means, to the last bit
     *     those of one process alone
     */
    public Score of(Segmenter segmenter, Loss loss, ProcessGroup group) {
        List<Integer> own = IntStream.range(0, cases.size())
                .filter(i -> i % group.size() == group.rank())
                .boxed()
                .toList();
        List<Score> scores = Pipeline.run(segmenter, own.size(), new Scoring(segmenter, loss, own), score -> {});
        double[] dice = new double[cases.size()];
        double[] losses = new double[cases.size()];
        for (int i = 0; i < own.size(); i++) {
            dice[own.get(i)] = scores.get(i).dice();
            losses[own.get(i)] = scores.get(i).loss();
        }
        group.sum(dice);
        group.sum(losses);
        return new Score(of(Arrays.stream(dice)), of(Arrays.stream(losses)));
    }

    private List<Score> scores(Segmenter segmenter, Loss loss, Consumer<Score> each) {
        List<Integer> all = IntStream.range(0, cases.size()).boxed().toList();
        return Pipeline.run(segmenter, all.size(), new Scoring(segmenter, loss, all), each);
    }

    private final class Scoring implements Pipeline.Work<Underway, Score> {
        private final Segmenter segmenter;
        private final Loss loss;
        private final List<Integer> numbers;

        /** @param loss null where none is asked for @param numbers of the cases to score */
        Scoring(Segmenter segmenter, Loss loss, List<Integer> numbers) {
            this.segmenter = segmenter;
            this.loss = loss;
            this.numbers = numbers;
        }

        @Override
        public Underway read(int number) {
            Preprocessed picture = preprocessed(numbers.get(number));
            return new Underway(picture, picture.truth().isEmpty() ? null : segmenter.crop(picture.samples()));
        }

        private Preprocessed preprocessed(int number) {
            Preprocessed cached = cache.get(number);
            if (cached != null) {
                return cached;
            }
            Case c = cases.get(number);
            Image image = dataset.image(c);
            Mask truth = dataset.mask(c, image);
            Preprocessed read = new Preprocessed(segmenter.samples(c.name(), image, truth), truth);
            if (cachedBytes.addAndGet(read.bytes()) <= CACHE_BYTES) {
                cache.put(number, read);
            } else {
                cachedBytes.addAndGet(-read.bytes());
            }
            return read;
        }

        @Override
        public Views crop(Segmenter same, Underway underway) {
            return underway.views();
        }

        @Override
        public Score finish(int number, Underway underway, Prediction prediction) {
            return prediction == null
                    ? Score.NONE
                    : new Score(
                            Confusion.of(prediction.mask(), underway.picture().truth())
                                    .dice(),
                            loss == null ? Double.NaN : loss(underway.views()));
        }

        /** The loss of one picture's first view, as of a batch of one; the engine's thread is the caller's alone. */
        private double loss(Views views) {
            Crops.Whole crop = views.whole();
            Batch one = Batch.of(List.of(crop.sample(0)));
            long[] shape = {1, 1, one.height(), one.width()};
            try (Scope scope = Scope.inference()) {
                Tensor logits = Tensor.of(crop.logits(views.giveLogits()), shape);
                Tensor ignored = one.ignored() == null ? null : Tensor.of(one.ignored(), shape);
                return loss.of(Output.of(List.of(logits)), Tensor.of(one.y(), shape), ignored)
                        .item();
            }
        }

        @Override
        public boolean writesFiles() {
            return false;
        }
    }
}
