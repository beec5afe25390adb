package org.delineate.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.checkpoint.SafeTensors.Entry;
import org.delineate.file.Printable;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Weights;
import org.delineate.zoo.Network;

/**
 * Decides which tensor of a file goes into which of a network, and says of every other tensor of either what stands
 * against it.
 *
 * @param taken by our name
 * @param unfit tensors that do not fit, by the reason
 * @param aside stored tensors that are known and not needed, and why
 */
public record Matching(Map<String, Source> taken, Map<Misfit, List<String>> unfit, List<String> aside) {
    /** Says why a tensor does not fit. */
    public enum Misfit {
        /** The file lacks this tensor of the network; it stands by the name that the file would give it. */
        MISSING,
        /** The network does not know this stored tensor. */
        UNEXPECTED,
        /** The shape or type of the stored tensor is another. */
        MISSHAPED,
        /** These stored tensors are one in the network, and are not equal. */
        DIFFERENT;

        private String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Classifiers, class tokens, and buffers that are computed anew. */
    private static final Pattern NOT_OF_AN_ENCODER =
            Pattern.compile("((module|model)\\.)*((fc|classifier|heads?|head_dist|pre_logits|fc_norm)\\..*|cls_token)"
                    + "|(.*\\.)?(num_batches_tracked|relative_position_index|relative_coords_table|attn_mask)");

    /** Names a stored tensor, or one of the equal parts of its first axis, and how its values get their shape. */
    public record Source(Entry entry, int part, int parts, ShapeAdapter adapter) {
        private String name() {
            return Printable.plain(entry.name()) + (parts == 1 ? "" : " (part " + (part + 1) + " of " + parts + ")");
        }

        /** The name, the type where it is not the usual one, and the shape. */
        private String line() {
            String type = entry.dtype() == SafeTensors.Dtype.F32 ? "" : entry.dtype() + " ";
            return name() + " " + type + Arrays.toString(entry.shape());
        }

        private float[] values() {
            float[] all = Weights.floats(entry);
            int length = all.length / parts;
            return adapter.change()
                    .apply(parts == 1 ? all : Arrays.copyOfRange(all, part * length, (part + 1) * length));
        }
    }

    private Matching() {
        this(new LinkedHashMap<>(), new EnumMap<>(Misfit.class), new ArrayList<>());
        Arrays.stream(Misfit.values()).forEach(reason -> unfit.put(reason, new ArrayList<>()));
    }

    /** Matches all weights of a network strictly: every shape must be equal, and what is not needed must be known. */
    static Matching exact(Network network, List<Entry> stored, Naming naming) {
        return of(network, name -> true, stored, naming, false);
    }

    /** Matches the weights of a network with those of the same network made otherwise; shapes are adapted. */
    public static Matching ofModel(Network network, Network source) {
        return of(network, name -> true, Weights.entries(source.state()), Naming.ours(network, ""), true);
    }

    /** Matches the weights of a network's encoder by the naming that fits most of them; shapes are adapted. */
    public static Matching ofEncoder(Network network, WeightsFile source) {
        return Naming.of(network, source.prefixes(), network.pretrained()).stream()
                .map(naming -> of(network, network::isEncoder, source.tensors(), naming, true))
                .max(Comparator.comparingInt(m -> m.taken.size()))
                .orElseThrow();
    }

    private static Matching of(
            Network network, Predicate<String> wanted, List<Entry> stored, Naming naming, boolean adapts) {
        Matching m = new Matching();
        Map<String, Tensor> state = network.state();
        Map<String, Source> given = new HashMap<>();
        for (Entry e : stored) {
            if (naming.isStranger(e.name())) {
                m.aside.add(Printable.plain(e.name()) + " " + Arrays.toString(e.shape()) + ": not under "
                        + Printable.quoted(naming.prefix()));
                continue;
            }
            for (Naming.Target target : naming.targets(e.name())) {
                String ours = target.ours();
                Source source = source(target, e, adapts, network);
                if (ours != null && wanted.test(ours)) {
                    Source before = given.putIfAbsent(ours, source);
                    if (before == null) {
                        m.take(ours, state.get(ours), source);
                    } else {
                        m.takeAgain(before, source);
                    }
                } else if (ours != null) {
                    m.aside.add(source.name() + ": not of the encoder");
                } else if (network.names().isUnused(target.published())
                        || adapts && NOT_OF_AN_ENCODER.matcher(e.name()).matches()) {
                    m.aside.add(source.name() + ": not needed");
                } else {
                    m.unfit.get(Misfit.UNEXPECTED).add(source.line());
                }
            }
        }
        state.forEach((ours, tensor) -> {
            if (wanted.test(ours) && !given.containsKey(ours)) {
                m.unfit
                        .get(Misfit.MISSING)
                        .add(Printable.plain(naming.stored(ours)) + " " + Arrays.toString(tensor.shape()));
            }
        });
        return m;
    }

    /** Makes a source without an adapter where the stored tensor has no target, or does not fit it. */
    private static Source source(Naming.Target target, Entry e, boolean adapts, Network network) {
        if (target.ours() == null || e.dtype() != SafeTensors.Dtype.F32) {
            return new Source(e, target.part(), target.parts(), null);
        }
        long[] to = network.state().get(target.ours()).shape();
        long[] from = e.shape();
        if (target.parts() > 1 && from.length > 0) {
            from[0] = from[0] % target.parts() == 0 ? from[0] / target.parts() : 0;
        }
        ShapeAdapter adapter = adapts
                ? ShapeAdapter.of(target.ours(), from, to, network.spec().inputChannels())
                : ShapeAdapter.ofEqual(from, to);
        return new Source(e, target.part(), target.parts(), adapter);
    }

    private void take(String ours, Tensor tensor, Source source) {
        if (source.adapter() != null) {
            taken.put(ours, source);
        } else {
            unfit.get(Misfit.MISSHAPED)
                    .add(source.line() + ", here " + (ours.equals(source.entry().name()) ? "" : ours + " ")
                            + Arrays.toString(tensor.shape()));
        }
    }

    private void takeAgain(Source before, Source source) {
        Entry a = before.entry();
        Entry b = source.entry();
        boolean equal = before.part() == source.part()
                && before.parts() == source.parts()
                && a.dtype() == b.dtype()
                && Arrays.equals(a.shape(), b.shape())
                && a.data().equals(b.data());
        if (equal) {
            aside.add(source.name() + ": the same as " + before.name());
        } else {
            unfit.get(Misfit.DIFFERENT).add(source.line() + " and " + before.line() + " are one tensor here");
        }
    }

    /** Fills the tensors of the network that are taken. */
    public void into(Network network) {
        Map<String, Tensor> state = network.state();
        taken.forEach((name, source) -> Weights.fill(state.get(name), source.values()));
    }

    /** Lists the tensors taken that hold what is no number, a line each. */
    List<String> notFinite() {
        List<String> lines = new ArrayList<>();
        for (Source source : taken.values()) {
            float[] values = source.values();
            int count = 0;
            for (float value : values) {
                count += Float.isFinite(value) ? 0 : 1;
            }
            if (count > 0) {
                lines.add(line("not finite", source.line() + ": " + count + " of " + values.length + " values"));
            }
        }
        return lines;
    }

    /** Lists what does not fit, a line each. */
    public List<String> misfits() {
        List<String> lines = new ArrayList<>();
        unfit.forEach((reason, tensors) -> tensors.forEach(t -> lines.add(line(reason.word(), t))));
        return lines;
    }

    /** Lists what was adapted or does not fit, a line each. */
    public List<String> exceptions() {
        List<String> lines = new ArrayList<>();
        taken.forEach((name, source) -> {
            if (!source.adapter().how().isEmpty()) {
                lines.add(taken(name, source));
            }
        });
        lines.addAll(misfits());
        return lines;
    }

    /** Lists every tensor, a line each. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        taken.forEach((name, source) -> lines.add(taken(name, source)));
        lines.addAll(misfits());
        aside.forEach(t -> lines.add(line("aside", t)));
        return lines;
    }

    private static String taken(String name, Source source) {
        String how = source.adapter().how();
        return line(
                "taken",
                name
                        + (name.equals(source.name()) ? "" : " from " + source.name())
                        + (how.isEmpty() ? "" : ", " + how));
    }

    private static String line(String fate, String tensor) {
        return String.format("%-12s%s", fate, tensor);
    }

    /** Counts all tensors: "46 tensors taken, 0 missing, 0 unexpected, 2 misshaped, 0 different, 1 left aside". */
    public String counts() {
        return taken.size() + " tensors taken, " + counts(0) + ", " + aside.size() + " left aside";
    }

    /** Counts what does not fit: "3 missing, 1 unexpected". */
    String misfitCounts() {
        return counts(1);
    }

    private String counts(int least) {
        return unfit.entrySet().stream()
                .filter(e -> e.getValue().size() >= least)
                .map(e -> e.getValue().size() + " " + e.getKey().word())
                .collect(Collectors.joining(", "));
    }
}
