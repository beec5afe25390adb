package org.delineate.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.delineate.file.BadFileException;
import org.delineate.file.Build;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.delineate.file.Printable;
import org.delineate.sample.Preprocess;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;

/**
 * Fills a network of the zoo with the weights of another program, strictly: every tensor of the network is filled,
 * every stored one is used or known to be unneeded.
 *
 * <p>Names are the authors' ({@link Network#names}) or ours. A prefix that most names have is cut where they fit
 * without
 * it; what does not have it, such as a buffer of the loss, is left aside.
 *
 * @param network with the weights
 * @param prefix that was cut, "" where none was
 * @param naming whose names the file has: "published" or "ours"
 * @param aside stored tensors that were not needed, and why
 */
public record Import(Zoo zoo, Network network, WeightsFile source, String prefix, String naming, List<String> aside) {
    public Import {
        aside = List.copyOf(aside);
    }

    /** A way to read the file. */
    private record Attempt(Network.Spec spec, Naming naming, Matching matching) {
        private boolean fits() {
            return matching.misfits().isEmpty();
        }

        /** How far it is from fitting; where it does not fit, what lies beside the network counts too. */
        private int distance(WeightsFile source) {
            long strangers = source.tensors().stream()
                    .filter(t -> naming.isStranger(t.name()))
                    .count();
            return fits() ? 0 : matching.misfits().size() + (int) strangers;
        }

        private String words(Zoo zoo) {
            return zoo.id() + " (" + spec.inputChannels() + (spec.inputChannels() == 1 ? " channel, " : " channels, ")
                    + spec.classes() + (spec.classes() == 1 ? " class" : " classes")
                    + (naming.prefix().isEmpty() ? "" : ", names after " + Printable.quoted(naming.prefix())) + ")";
        }
    }

    /**
     * Finds the reading of the file that fits, and fills the network.
     *
     * @param specs what the network may be made for; the first that fits is taken
     * @throws BadFileException listing every missing, unexpected, misshaped or different tensor where none fits, and
     *     every tensor with a value that is not finite
     * @throws IllegalArgumentException where the network cannot be made for any of the specs
     */
    public static Import of(WeightsFile source, Zoo zoo, List<Network.Spec> specs) {
        List<Attempt> attempts = attempts(source, zoo, specs);
        requireOne(attempts, source, zoo);
        Attempt best = attempts.stream()
                .min(Comparator.comparingInt(a -> a.distance(source)))
                .orElseThrow(() -> new IllegalArgumentException("nothing the network could be made for is given"));
        List<String> misfits = best.matching.misfits();
        if (!misfits.isEmpty()) {
            throw new BadFileException(
                    source.file(),
                    "the weights do not fit " + best.words(zoo) + ": " + best.matching.misfitCounts() + ", "
                            + best.matching.taken().size() + " found",
                    "give the network that they were trained in"
                            + ImportAdvice.of(
                                    source, zoo, specs, best.matching.taken().size(), misfits.size())
                            + "; `delineate train --pretrained` takes what fits" + lines(misfits));
        }
        List<String> notFinite = best.matching.notFinite();
        if (!notFinite.isEmpty()) {
            throw new BadFileException(
                    source.file(),
                    "tensors with values that are not finite in 32 bits: " + notFinite.size(),
                    "take a checkpoint of an earlier epoch" + lines(notFinite));
        }
        Network network = zoo.create(best.spec);
        best.matching.into(network);
        Naming naming = best.naming;
        return new Import(zoo, network, source, naming.prefix(), naming.publisher(), best.matching.aside());
    }

    /** Refuses a file that holds the network twice, as that of a teacher and of a student. */
    private static void requireOne(List<Attempt> attempts, WeightsFile source, Zoo zoo) {
        List<String> prefixes = attempts.stream()
                .filter(Attempt::fits)
                .map(a -> Printable.quoted(a.naming.prefix()))
                .distinct()
                .toList();
        if (prefixes.size() > 1) {
            throw new BadFileException(
                    source.file(),
                    "it holds weights of " + zoo.id() + " under " + String.join(" and under ", prefixes),
                    "say with --prefix which to take");
        }
    }

    private static String lines(List<String> lines) {
        return "\n  " + String.join("\n  ", lines);
    }

    /** How many tensors do not fit a network, and how many do, in the way of reading the file that fits most. */
    record Fit(Zoo zoo, int misfits, int taken) {}

    /** Tries the file in a network; null where the network cannot be made for any of the specs. */
    static Fit fit(WeightsFile source, Zoo zoo, List<Network.Spec> specs) {
        try {
            return attempts(source, zoo, specs).stream()
                    .min(Comparator.comparingInt(a -> a.distance(source)))
                    .map(a ->
                            new Fit(zoo, a.distance(source), a.matching.taken().size()))
                    .orElse(null);
        } catch (IllegalArgumentException e) {
            return null; // another size or base than it is made for
        }
    }

    private static List<Attempt> attempts(WeightsFile source, Zoo zoo, List<Network.Spec> specs) {
        List<Attempt> attempts = new ArrayList<>();
        IllegalArgumentException impossible = null;
        for (Network.Spec spec : specs) {
            Network outline;
            try {
                outline = zoo.outline(spec);
            } catch (IllegalArgumentException e) {
                impossible = e;
                continue;
            }
            for (Naming naming : Naming.of(outline, source.prefixes(), List.of())) {
                attempts.add(new Attempt(spec, naming, Matching.exact(outline, source.tensors(), naming)));
            }
        }
        if (attempts.isEmpty() && impossible != null) {
            throw impossible;
        }
        return attempts;
    }

    /**
     * Makes the manifest of the model file: where the weights come from, with the hash of their file, and how to use
     * them.
     *
     * @param licence under which the weights may be used, or "not stated"
     * @throws IllegalArgumentException where these contradict the network
     */
    public Manifest manifest(Preprocess preprocess, double threshold, PostProcess postProcess, String licence) {
        network.requireSize(preprocess.height(), preprocess.width());
        String name = source.file().getFileName().toString();
        Map<String, Object> imported = Json.object(
                "importedFrom", name,
                "sha256", Hash.of(source.file()),
                "key", source.key(),
                "prefix", prefix,
                "names", naming);
        Manifest.Provenance provenance = new Manifest.Provenance(
                new Manifest.Data("unknown data, imported from " + name, "", "", null, null),
                0,
                Json.treeOf(imported),
                Map.of(),
                Build.CURRENT.toString(),
                "",
                licence);
        return new Manifest(
                zoo.id(),
                network.spec().inputChannels(),
                network.spec().classes(),
                network.spec().base(),
                preprocess,
                Manifest.Masks.ofLesions(threshold, postProcess),
                provenance,
                null);
    }
}
