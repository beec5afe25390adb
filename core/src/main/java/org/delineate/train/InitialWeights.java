package org.delineate.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.Transfer;
import org.delineate.model.WeightsFile;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Weights;
import org.delineate.sample.Preprocess;
import org.delineate.zoo.Network;
import org.delineate.zoo.TensorNames;

/** The weights that a new run begins with where they come from a file; {@code started-from.txt} in the run tells of each tensor. */
final class InitialWeights {
    private static final String REPORT = "started-from.txt";
    private static final int SHOWN = 12;
    private static final Pattern SEPARATED = Pattern.compile("[^|&]+");

    private final Network network;
    private final TrainConfig config;
    private final Consumer<String> note;

    InitialWeights(Network network, TrainConfig config, Consumer<String> note) {
        this.network = network;
        this.config = config;
        this.note = note;
    }

    /**
     * Fills what the configuration's file has for the network, which is initialised already; nothing where it names none.
     *
     * @throws BadFileException when the file is no such file, another one than the configuration names, or nothing in it fits
     */
    void fill(Path run, Preprocess preprocess, Manifest.Provenance provenance) {
        Origin origin = config.initFrom() != null ? config.initFrom() : config.pretrained();
        if (origin == null) {
            return;
        }
        origin.verify();
        Transfer transfer =
                config.initFrom() != null ? ofModel(origin.path(), preprocess, provenance) : ofEncoder(origin.path());
        transfer.into(network.state());
        report(run, origin, transfer);
    }

    private Transfer ofModel(Path file, Preprocess preprocess, Manifest.Provenance provenance) {
        Model model = Model.load(file);
        Manifest manifest = model.manifest();
        if (!manifest.network().equals(config.network())) {
            throw new BadFileException(
                    file,
                    "it is a model of " + manifest.network() + ", this run trains " + config.network(),
                    "train that network, or begin with its encoder alone: --pretrained");
        }
        Manifest.Provenance source = manifest.provenance();
        note.accept("weights  of " + manifest.network() + " trained on " + source.dataset() + ", licence: "
                + source.licence());
        if (provenance.dataHash().equals(source.dataHash())
                && !provenance.splitHash().equals(source.splitHash())) {
            note.accept(
                    "caution: these weights were trained on this very data set with another split, so that they may have"
                            + " seen cases of the validation part");
        }
        if (manifest.inputChannels() == config.channels()
                && !(manifest.preprocess().mean().equals(preprocess.mean())
                        && manifest.preprocess().std().equals(preprocess.std()))) {
            note.accept("caution: these weights know pictures with mean "
                    + manifest.preprocess().mean() + " and deviation "
                    + manifest.preprocess().std() + ", this run gives them " + preprocess.mean() + " and "
                    + preprocess.std());
        }
        Map<String, Tensor> all = network.state();
        return Transfer.of(
                all, all, Weights.entries(model.network().state()), name -> name, name -> false, config.channels());
    }

    private Transfer ofEncoder(Path file) {
        WeightsFile source = WeightsFile.read(file);
        Transfer transfer = fit(network, source);
        if (transfer.taken().isEmpty()) {
            List<String> found =
                    source.tensors().stream().map(SafeTensors.Entry::name).toList();
            throw new BadFileException(
                    file,
                    "none of its " + found.size() + " tensors fits the encoder of " + config.network() + ": it has "
                            + some(found) + ", the encoder wants "
                            + some(network.state().keySet().stream()
                                    .filter(network::isEncoder)
                                    .toList()),
                    "give the weights of this encoder");
        }
        return transfer;
    }

    /** By the naming that fits most tensors of the network's encoder. */
    static Transfer fit(Network network, WeightsFile source) {
        Map<String, Tensor> all = network.state();
        Map<String, Tensor> wanted = new LinkedHashMap<>(all);
        wanted.keySet().removeIf(name -> !network.isEncoder(name));
        return namings(network, source.beginnings()).stream()
                .map(naming -> Transfer.of(
                        wanted, all, source.tensors(), naming, network.names()::isUnused, network.inputChannels()))
                .max(Comparator.comparingInt(t -> t.taken().size()))
                .orElseThrow();
    }

    private static String some(List<String> names) {
        return String.join(", ", names.subList(0, Math.min(3, names.size()))) + (names.size() > 3 ? ", …" : "");
    }

    /** Our names and the authors', with and without a publisher's table for the encoder; beginnings that all share are cut. */
    private static List<UnaryOperator<String>> namings(Network network, List<String> beginnings) {
        TensorNames names = network.names();
        Map<String, String> ours = new HashMap<>();
        network.state().keySet().forEach(name -> ours.put(names.published(name), name));
        UnaryOperator<String> authors = name -> ours.getOrDefault(names.canonical(name), name);
        List<UnaryOperator<String>> namings = new ArrayList<>();
        for (String beginning : beginnings) {
            int cut = beginning.length();
            namings.add(name -> name.substring(cut));
            namings.add(name -> authors.apply(name.substring(cut)));
            for (UnaryOperator<String> publisher : network.pretrained()) {
                namings.add(name -> SEPARATED
                        .matcher(publisher.apply(name.substring(cut)))
                        .replaceAll(n -> Matcher.quoteReplacement(authors.apply(n.group()))));
            }
        }
        return namings;
    }

    private void report(Path run, Origin origin, Transfer transfer) {
        String head = "begins with " + origin.file() + " (SHA-256 " + origin.sha256() + "): " + transfer.counts()
                + "; all others as initialised";
        List<String> all = new ArrayList<>(List.of(head));
        all.addAll(transfer.lines());
        AtomicFile.write(run.resolve(REPORT), String.join("\n", all) + "\n");
        note.accept(head);
        List<String> exceptions = transfer.exceptions();
        exceptions.stream().limit(SHOWN).forEach(line -> note.accept("  " + line));
        if (exceptions.size() > SHOWN) {
            note.accept(
                    "  and " + (exceptions.size() - SHOWN) + " more; every tensor stands in " + run.resolve(REPORT));
        }
    }
}
