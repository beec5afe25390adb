package org.delineate.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.delineate.zoo.Network;
import org.delineate.zoo.TensorNames;

/**
 * Reads the names of a file's tensors in one way: a prefix is cut, the rest is a name that one publisher gives. Names
 * without the prefix are those of strangers: they lie beside the network and are none of its parts.
 *
 * @param publisher "published" for the network's authors, "ours", or "encoder" for one who publishes encoders
 * @param read gives for a name without the prefix where its tensor goes
 * @param write gives for our name that of the publisher, without the prefix
 */
record Naming(String prefix, String publisher, Function<String, List<Target>> read, UnaryOperator<String> write) {

    /**
     * Tells where a stored tensor goes.
     *
     * @param ours name of the network's tensor, null where it has none
     * @param published name of it that the network's authors give
     * @param part which of the equal parts of the stored tensor's first axis
     * @param parts 1 where it goes whole
     */
    record Target(String ours, String published, int part, int parts) {}

    /**
     * Lists the ways to read names for a network: as its authors give them, as ours, and as each publisher of encoders
     * does.
     *
     * @param encoders gives for a publisher's name those of the authors or ours: & between copies, | between equal
     *     parts
     */
    static List<Naming> of(Network network, List<String> prefixes, List<? extends UnaryOperator<String>> encoders) {
        TensorNames names = network.names();
        Set<String> ours = network.state().keySet();
        Map<String, String> published = new HashMap<>();
        ours.forEach(name -> published.put(names.published(name), name));
        UnaryOperator<String> authors = name -> published.get(names.canonical(name));
        UnaryOperator<String> own = name -> ours.contains(name) ? name : null;
        UnaryOperator<String> either = name -> authors.apply(name) == null ? own.apply(name) : authors.apply(name);
        List<Naming> namings = new ArrayList<>();
        for (String prefix : prefixes) {
            namings.add(new Naming(prefix, "published", whole(authors), names::published));
            namings.add(ours(network, prefix));
            for (UnaryOperator<String> encoder : encoders) {
                namings.add(new Naming(prefix, "encoder", divided(encoder, either), name -> name));
            }
        }
        return namings;
    }

    /** Reads our own names. */
    static Naming ours(Network network, String prefix) {
        Set<String> ours = network.state().keySet();
        return new Naming(prefix, "ours", whole(name -> ours.contains(name) ? name : null), name -> name);
    }

    private static Function<String, List<Target>> whole(UnaryOperator<String> ours) {
        return name -> List.of(new Target(ours.apply(name), name, 0, 1));
    }

    private static Function<String, List<Target>> divided(UnaryOperator<String> encoder, UnaryOperator<String> ours) {
        return name -> {
            List<Target> targets = new ArrayList<>();
            for (String copy : encoder.apply(name).split("&")) {
                String[] parts = copy.split("\\|");
                for (int i = 0; i < parts.length; i++) {
                    targets.add(new Target(ours.apply(parts[i]), parts[i], i, parts.length));
                }
            }
            return targets;
        };
    }

    /** Says whether a stored tensor lies beside the network. */
    boolean isStranger(String stored) {
        return !stored.startsWith(prefix);
    }

    /** Says where a stored tensor goes; several targets where it is copied or divided. */
    List<Target> targets(String stored) {
        return read.apply(stored.substring(prefix.length()));
    }

    /** Gives the name that one of our tensors has in such a file. */
    String stored(String ours) {
        return prefix + write.apply(ours);
    }
}
