package org.delineate.train;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.delineate.dataset.audit.SeenPictures;
import org.delineate.infer.Backend;
import org.delineate.infer.Ensemble;
import org.delineate.infer.PreparedNetwork;
import org.delineate.loss.Loss;
import org.delineate.model.Model;
import org.delineate.nn.Output;
import org.delineate.nn.Tensor;
import org.delineate.sample.Batch;
import org.delineate.sample.Preprocess;

/**
 * Answers the images of each step with the mean probability of trained models, from which a network learns beside the
 * masks: knowledge distillation (Hinton, Vinyals, Dean 2015, arXiv 1503.02531) for one pixel at a time, without a
 * temperature.
 *
 * <p>They see what the network sees, after augmentation.
 */
final class Teachers implements AutoCloseable {
    private final Ensemble ensemble;
    private final Preprocess preprocess;
    private final Map<Integer, List<PreparedNetwork>> prepared = new HashMap<>(); // by images of a batch

    private Teachers(Ensemble ensemble, Preprocess preprocess) {
        this.ensemble = ensemble;
        this.preprocess = preprocess;
    }

    /**
     * Loads the teachers of a run; null where it has none.
     *
     * @param preprocess how the run makes images its network's input
     * @throws org.delineate.file.BadFileException where a file is no model, or another one than the configuration names
     * @throws IllegalArgumentException where a teacher takes other input than the run's network
     */
    static Teachers of(TrainConfig config, Preprocess preprocess) {
        List<HashedFile> files = config.descent().teachers();
        if (files.isEmpty()) {
            return null;
        }
        List<Model> models = new ArrayList<>();
        try {
            for (HashedFile file : files) {
                file.verify();
                Model model = Model.load(file.path());
                models.add(model);
                requireSameInput(file, model.manifest().preprocess(), preprocess);
                model.network().train(false);
            }
            TrainConfig.Resources resources = config.resources();
            return new Teachers(
                    Ensemble.of(models, m -> Backend.of("auto", m, resources.precision(), resources.threads())),
                    preprocess);
        } catch (RuntimeException e) {
            models.forEach(Model::close);
            throw e;
        }
    }

    /** Mean and deviation may differ: they are translated. */
    private static void requireSameInput(HashedFile file, Preprocess teacher, Preprocess own) {
        if (!teacher.withNormalisation(own.mean(), own.std()).equals(own)) {
            throw new IllegalArgumentException("the teacher " + file.file() + " takes " + input(teacher)
                    + ", but the network that is to learn from it " + input(own)
                    + ": train with its size, channels and fit, or give a teacher that has these");
        }
    }

    private static String input(Preprocess p) {
        return p.height() + "x" + p.width() + ", " + p.channels() + " channels (" + p.channelOrder() + "), fit "
                + p.fit() + ", white " + p.white();
    }

    /** Says who they are and under which licences. */
    void tell(Consumer<String> note) {
        for (Model model : ensemble.models()) {
            note.accept("teacher  " + model.manifest().network() + " trained on "
                    + model.manifest().provenance().data().dataset() + ", licence: "
                    + model.manifest().provenance().licence());
        }
    }

    /**
     * Adds the pictures that the teachers know, which a network that learns from them has met at second hand.
     *
     * @param before null where there are none, or nobody knows
     */
    SeenPictures and(SeenPictures before) {
        Map<ByteBuffer, SeenPictures> all = new LinkedHashMap<>(); // those of one split know the same pictures
        Stream.concat(Stream.of(before), ensemble.models().stream().map(Model::seen))
                .filter(Objects::nonNull)
                .forEach(seen -> all.put(ByteBuffer.wrap(seen.bytes()), seen));
        return all.values().stream().reduce(SeenPictures::and).orElse(null);
    }

    /**
     * Returns the mean of the probabilities [N, 1, H, W] that the teachers give.
     *
     * @param batch as the run's network gets it
     */
    float[] probabilities(Batch batch) {
        List<PreparedNetwork> networks = prepared.computeIfAbsent(batch.size(), this::prepare);
        float[] mean = null;
        for (int i = 0; i < networks.size(); i++) {
            float[] one = networks.get(i).probabilities(input(batch, i));
            if (mean == null) {
                mean = one;
            } else {
                for (int k = 0; k < mean.length; k++) {
                    mean[k] += one[k];
                }
            }
        }
        for (int k = 0; k < mean.length; k++) {
            mean[k] /= networks.size();
        }
        return mean;
    }

    private List<PreparedNetwork> prepare(int size) {
        List<PreparedNetwork> networks = new ArrayList<>();
        for (int i = 0; i < ensemble.models().size(); i++) {
            networks.add(ensemble.backends()
                    .get(i)
                    .prepare(
                            ensemble.models().get(i),
                            size,
                            preprocess.channels(),
                            preprocess.height(),
                            preprocess.width()));
        }
        return networks;
    }

    /** Translates the images from the run's mean and deviation to the teacher's. */
    private float[] input(Batch batch, int teacher) {
        Preprocess other = ensemble.models().get(teacher).manifest().preprocess();
        if (other.equals(preprocess)) {
            return batch.x();
        }
        int area = batch.height() * batch.width();
        float[] x = new float[batch.x().length];
        for (int i = 0; i < x.length; i++) {
            int c = i / area % batch.channels();
            float unit =
                    batch.x()[i] * preprocess.std().get(c) + preprocess.mean().get(c);
            x[i] = (unit - other.mean().get(c)) / other.std().get(c);
        }
        return x;
    }

    /** Averages the loss against the masks and the cross-entropy against the teachers' probabilities. */
    static Tensor join(Tensor loss, Output output, Tensor taught, Tensor ignored) {
        Tensor counted = ignored == null ? taught : taught.mul(ignored.mul(-1).add(1));
        return loss.add(Loss.BCE.of(output, counted, ignored)).mul(0.5);
    }

    @Override
    public void close() {
        prepared.values().forEach(networks -> networks.forEach(PreparedNetwork::close));
        ensemble.close();
    }
}
