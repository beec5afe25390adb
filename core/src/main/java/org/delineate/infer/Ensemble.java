package org.delineate.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.delineate.dataset.audit.SeenPictures;
import org.delineate.file.Hash;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.sample.Preprocess;

/**
 * Models whose probabilities are averaged, each with the engine that computes it; mostly one.
 *
 * <p>The first one says how probabilities become masks.
 */
public record Ensemble(List<Model> models, List<Backend> backends) implements AutoCloseable {
    /** @throws IllegalArgumentException where their inputs differ in size, channels, fit or white */
    public Ensemble {
        models = List.copyOf(models);
        backends = List.copyOf(backends);
        String first = input(models.get(0));
        for (Model model : models) {
            if (!input(model).equals(first)) {
                throw new IllegalArgumentException("the models of an ensemble take the same input, but one takes "
                        + first + " and another " + input(model) + "; give models that were trained alike");
            }
        }
    }

    /** Gives each model its engine. */
    public static Ensemble of(List<Model> models, Function<Model, Backend> backend) {
        return new Ensemble(models, models.stream().map(backend).toList());
    }

    /** Gives each model the engine that was chosen for it. @param choices one for each, in the same order */
    public static Ensemble of(List<Model> models, List<EngineChoice> choices) {
        return new Ensemble(models, choices.stream().map(EngineChoice::backend).toList());
    }

    private static String input(Model model) {
        Preprocess p = model.manifest().preprocess();
        return p.height() + "x" + p.width() + ", channels " + p.channels() + ", "
                + p.fit().name().toLowerCase(Locale.ROOT) + ", white " + p.white();
    }

    /** The first model's manifest, which says how pictures are read and masks made. */
    public Manifest manifest() {
        return models.get(0).manifest();
    }

    /** The network's id, or those of all: "3 x unet", "unet + sc-unext". */
    public String network() {
        List<String> ids = models.stream().map(m -> m.manifest().network()).toList();
        return ids.stream().distinct().count() == 1 && ids.size() > 1
                ? ids.size() + " x " + ids.get(0)
                : String.join(" + ", ids);
    }

    /** The trainable numbers of all networks. */
    public long parameters() {
        return models.stream().mapToLong(m -> m.network().parameterCount()).sum();
    }

    /** The hash of the one file, or that of the hashes of all. */
    public String hash() {
        return models.size() == 1
                ? models.get(0).hash()
                : Hash.of(models.stream().map(Model::hash).collect(Collectors.joining("\n")));
    }

    /** Which pictures any of these models has seen; null where one does not say. */
    public static SeenPictures seen(List<Model> models) {
        SeenPictures seen = models.get(0).seen();
        for (Model other : models.subList(1, models.size())) {
            seen = seen == null || other.seen() == null ? null : seen.and(other.seen());
        }
        return seen;
    }

    /**
     * Makes the segmenter of all models.
     *
     * @param batch crops that go through a network at once
     * @param tiles how larger pictures are cut; null where they are scaled to the network's size as a whole
     */
    public Segmenter segmenter(int batch, Tiles tiles) {
        List<EnsembleMember> members = new ArrayList<>();
        IntStream.range(0, models.size())
                .forEach(i -> members.add(EnsembleMember.of(models.get(i), backends.get(i), batch, tiles)));
        return new Segmenter(
                members, manifest().masks(), manifest().provenance().data().familiarity(), batch);
    }

    @Override
    public void close() {
        models.forEach(Model::close);
    }
}
