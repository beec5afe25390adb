package org.delineate.infer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.delineate.dataset.audit.Familiarity;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.PostProcess;
import org.delineate.nn.Precision;
import org.delineate.sample.Preprocess;
import org.delineate.sample.Sample;
import org.delineate.zoo.Network;

/**
 * Segments pictures at their original size: the one way that validation, evaluation and every front end use.
 *
 * <p>The probabilities of all views of a picture are averaged, those of several networks too, before the threshold. An
 * answer does not depend on the pictures beside it ({@link EnsembleMember}). {@link Pipeline} runs it in several threads,
 * and beside them what else there is to do.
 */
public final class Segmenter implements AutoCloseable {
    private final List<EnsembleMember> members;
    private final Manifest.Masks masks;
    private final Familiarity familiarity;
    private final int batch;

    /** One picture at a time, whole and as it is, with the engine that also trains. */
    public Segmenter(
            Network network, Preprocess preprocess, double threshold, PostProcess postProcess, Precision precision) {
        this(network, preprocess, threshold, postProcess, new Libtorch(precision).preparation(network), 1, null);
    }

    /** Prepares the network as told, with batch and tiles as in {@link #of(Model, Backend, int, Tiles)}. */
    Segmenter(
            Network network,
            Preprocess preprocess,
            double threshold,
            PostProcess postProcess,
            Function<long[], PreparedNetwork> preparation,
            int batch,
            Tiles tiles) {
        this(
                List.of(new EnsembleMember(network, preprocess, preparation, batch, tiles)),
                Manifest.Masks.ofLesions(threshold, postProcess),
                null,
                batch);
    }

    /** @param members at least one @param familiarity null where the model does not say what it knows */
    Segmenter(List<EnsembleMember> members, Manifest.Masks masks, Familiarity familiarity, int batch) {
        this.members = List.copyOf(members);
        this.masks = masks;
        this.familiarity = familiarity;
        this.batch = batch;
    }

    /** Tells pictures of the kind that was trained on from others; null where the model does not say. */
    public Familiarity familiarity() {
        return familiarity;
    }

    /** Returns the sample of 16 bits that is white. */
    int white() {
        return members.get(0).preprocess().white();
    }

    /**
     * Takes preprocessing, test-time augmentation, threshold and post-processing from the model itself.
     *
     * @param batch crops that go through the network at once; one, where the network's answers would depend on their
     *     place among them (see {@link #together})
     * @param tiles how larger pictures are cut; null where they are scaled to the network's size as a whole
     * @throws IllegalArgumentException when the network cannot take the size that the preprocessing makes
     */
    public static Segmenter of(Model model, Backend backend, int batch, Tiles tiles) {
        return new Ensemble(List.of(model), List.of(backend)).segmenter(batch, tiles);
    }

    /** One picture at a time, whole, with the engine that also trains. */
    public static Segmenter of(Model model, Precision precision) {
        return of(model, new Libtorch(precision), 1, null);
    }

    /**
     * Segments one picture on the calling thread; many go through a {@link Pipeline}.
     *
     * @throws IllegalStateException when the network is in training mode
     * @throws ArithmeticException when the network answers NaN
     */
    public Prediction segment(Image image) {
        Views views = crop(image);
        answer(views.crops());
        return join(views);
    }

    /**
     * Segments what a person points at, and nothing else, on the calling thread.
     *
     * @return the lesion at the focus; an empty mask where the model finds none there
     * @throws IllegalArgumentException where the focus lies beside the picture
     * @throws ArithmeticException when the network answers NaN
     */
    public Prediction segment(Image image, Focus focus) {
        Views views = crop(image, focus);
        answer(views.crops());
        return join(views);
    }

    /** What of a picture goes through the networks where a person has pointed at a place; on any thread. */
    public Views crop(Image image, Focus focus) {
        return new FocusedViews(focus, image, this::crop);
    }

    /** What of a picture goes through the networks; on any thread. */
    public Views crop(Image image) {
        List<Views.View> views = new ArrayList<>();
        for (EnsembleMember member : members) {
            for (boolean mirrored : masks.tta().mirrored()) {
                views.add(new Views.View(member, mirrored, member.crop(mirrored ? image.mirrored() : image)));
            }
        }
        return new Views(views);
    }

    /**
     * The picture as every view of a member sees it as a whole, preprocessed, in the order of {@link #crop}; those that
     * are not mirrored have the truth with them.
     */
    List<Sample> samples(String name, Image image, Mask truth) {
        List<Sample> samples = new ArrayList<>();
        for (EnsembleMember member : members) {
            for (boolean mirrored : masks.tta().mirrored()) {
                Preprocess preprocess = member.preprocess();
                samples.add(
                        mirrored
                                ? preprocess.apply(name, image.mirrored())
                                : preprocess.normalise(preprocess.resize(name, image, truth)));
            }
        }
        return samples;
    }

    /** What {@link #samples} made of a picture, ready to go through the networks. */
    Views crop(List<Sample> samples) {
        List<Views.View> views = new ArrayList<>();
        for (EnsembleMember member : members) {
            for (boolean mirrored : masks.tta().mirrored()) {
                views.add(new Views.View(member, mirrored, new Crops.Whole(samples.get(views.size()))));
            }
        }
        return new Views(views);
    }

    /** Gives each crop its answer. */
    void answer(List<Crop> crops) {
        Map<EnsembleMember, List<Crop>> byMember = new LinkedHashMap<>();
        crops.forEach(c ->
                byMember.computeIfAbsent(c.member(), m -> new ArrayList<>()).add(c));
        byMember.forEach(EnsembleMember::answer);
    }

    /** The picture's prediction, once each crop has its answer; on any thread. */
    Prediction join(Views views) {
        return views.prediction(masks);
    }

    /** Crops that go through the networks at once, as asked for; see {@link #together}. */
    int batch() {
        return batch * members.size();
    }

    /**
     * Crops that went through a network at once: as many as asked for, or 1 where a trial showed that the place among
     * them would change the last bits of an answer; 0 before the first.
     */
    public int together() {
        return members.stream().mapToInt(EnsembleMember::together).min().orElseThrow();
    }

    /** Time inside the networks so far, of all threads. */
    public double networkSeconds() {
        return members.stream().mapToDouble(EnsembleMember::networkSeconds).sum();
    }

    /** Frees what was made ready; it cannot segment any more. The networks stay as they are. */
    @Override
    public void close() {
        members.forEach(EnsembleMember::close);
    }
}
