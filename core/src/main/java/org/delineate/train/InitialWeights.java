package org.delineate.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.dataset.audit.SeenPictures;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.model.Manifest;
import org.delineate.model.Matching;
import org.delineate.model.Model;
import org.delineate.model.WeightsFile;
import org.delineate.sample.Preprocess;
import org.delineate.zoo.Network;

/**
 * Fills a new run's network from a file of weights; {@code started-from.txt} in the run says what became of each
 * tensor.
 */
final class InitialWeights {
    private static final int SHOWN = 12;

    private final Network network;
    private final TrainConfig config;
    private final Consumer<String> note;

    InitialWeights(Network network, TrainConfig config, Consumer<String> note) {
        this.network = network;
        this.config = config;
        this.note = note;
    }

    /**
     * Says how a run makes images the network's input: where it starts from a model of as many channels, normalised as
     * the model knows them; a resumed run as it began.
     */
    static Preprocess preprocess(TrainConfig config, RunFolder folder, boolean resume) {
        Preprocess usual = config.preprocess();
        if (config.start().initFrom() == null || resume && !Files.exists(folder.preprocess())) {
            return usual;
        }
        Preprocess known = resume
                ? Json.read(folder.preprocess(), Preprocess.class)
                : Model.readManifest(config.start().initFrom().path()).preprocess();
        return known.channels() == usual.channels() ? usual.withNormalisation(known.mean(), known.std()) : usual;
    }

    /**
     * Fills what the configuration's file has for the network, which is initialised already; nothing where it names
     * none.
     *
     * @return the pictures that the weights have seen; null where there is no file, or nobody knows
     * @throws BadFileException when the file is no such file, another one than the configuration names, or nothing in
     *     it fits
     */
    SeenPictures fill(RunFolder folder, Preprocess preprocess, Manifest.Provenance provenance) {
        HashedFile origin = config.start().initFrom() != null
                ? config.start().initFrom()
                : config.start().pretrained();
        if (origin == null) {
            return null;
        }
        origin.verify();
        Matching matching =
                config.start().initFrom() != null ? ofModel(origin.path(), provenance) : ofEncoder(origin.path());
        if (config.start().initFrom() != null) {
            AtomicFile.write(folder.preprocess(), Json.pretty(preprocess));
        }
        matching.into(network);
        report(folder.initialWeights(), origin, matching);
        return Model.seenBy(origin.path());
    }

    private Matching ofModel(Path file, Manifest.Provenance provenance) {
        Manifest manifest = Model.readManifest(file);
        if (!manifest.network().equals(config.network())) {
            throw new BadFileException(
                    file,
                    "it is a model of " + manifest.network() + ", this run trains " + config.network(),
                    "train that network, or start from its encoder alone: --pretrained");
        }
        Manifest.Provenance source = manifest.provenance();
        note.accept("weights  of " + manifest.network() + " trained on "
                + source.data().dataset() + ", licence: " + source.licence());
        if (provenance.data().dataHash().equals(source.data().dataHash())
                && !provenance.data().splitHash().equals(source.data().splitHash())) {
            note.accept(
                    "caution: these weights were trained on the same data set with another split: they may have seen"
                            + " cases of the validation part");
        }
        try (Model model = Model.load(file)) {
            return Matching.ofModel(network, model.network());
        }
    }

    private Matching ofEncoder(Path file) {
        WeightsFile source = WeightsFile.read(file);
        Matching matching = Matching.ofEncoder(network, source);
        if (matching.taken().isEmpty()) {
            List<String> found =
                    source.tensors().stream().map(SafeTensors.Entry::name).toList();
            throw new BadFileException(
                    file,
                    "none of its " + found.size() + " tensors fits the encoder of " + config.network() + ": it has "
                            + some(found) + ", the encoder has "
                            + some(network.state().keySet().stream()
                                    .filter(network::isEncoder)
                                    .toList()),
                    "give the weights of this encoder");
        }
        return matching;
    }

    private static String some(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(3, names.size()))) + (names.size() > 3 ? ", …" : "");
    }

    private void report(Path file, HashedFile origin, Matching matching) {
        String head = "starts from " + origin.file() + " (SHA-256 " + origin.sha256() + "): " + matching.counts()
                + "; all others as initialised";
        List<String> all = new ArrayList<>(List.of(head));
        all.addAll(matching.lines());
        AtomicFile.write(file, String.join("\n", all) + "\n");
        note.accept(head);
        List<String> exceptions = matching.exceptions();
        exceptions.stream().limit(SHOWN).forEach(line -> note.accept("  " + line));
        if (exceptions.size() > SHOWN) {
            note.accept("  and " + (exceptions.size() - SHOWN) + " more; every tensor stands in " + file);
        }
    }
}
