package org.delineate.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Weights;

/**
 * Which tensors of a file go into which of a network, and why the others do not; one line for each.
 *
 * @param taken by our name
 * @param aside what such files are known to hold beside the wanted: classifiers, counters, other parts of the network
 */
public record Transfer(
        Map<String, Source> taken,
        List<String> misshaped,
        List<String> unexpected,
        List<String> missing,
        List<String> aside) {

    /** One of the equal parts of a stored tensor's first axis, and how it is made to fit. */
    public record Source(SafeTensors.Entry entry, int part, int parts, ShapeAdapter fitting) {
        private String name() {
            return entry.name() + (parts == 1 ? "" : " (part " + (part + 1) + " of " + parts + ")");
        }

        private float[] values() {
            float[] all = Weights.floats(entry);
            int length = all.length / parts;
            return fitting.change()
                    .apply(parts == 1 ? all : Arrays.copyOfRange(all, part * length, (part + 1) * length));
        }
    }

    /** Classifiers, class tokens, and buffers that are computed anew. */
    private static final Pattern EXTRA =
            Pattern.compile("((module|model)\\.)*((fc|classifier|heads?|head_dist|pre_logits|fc_norm)\\..*|cls_token)"
                    + "|(.*\\.)?(num_batches_tracked|relative_position_index|relative_coords_table|attn_mask)");

    /**
     * @param wanted tensors to be filled
     * @param known all tensors of the network, by name
     * @param naming from a stored name to our names: & between those that get copies, | between those that get equal parts
     * @param needless names that the network knows of and does not have
     * @param channels of the network's input
     */
    public static Transfer of(
            Map<String, Tensor> wanted,
            Map<String, Tensor> known,
            List<SafeTensors.Entry> stored,
            UnaryOperator<String> naming,
            Predicate<String> needless,
            int channels) {
        Transfer t = new Transfer(
                new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        TreeSet<String> missing = new TreeSet<>(wanted.keySet());
        for (SafeTensors.Entry e : stored) {
            for (String copy : naming.apply(e.name()).split("&")) {
                String[] names = copy.split("\\|");
                for (int i = 0; i < names.length; i++) {
                    if (wanted.containsKey(names[i]) && missing.remove(names[i])) {
                        t.fit(names[i], wanted.get(names[i]).shape(), e, i, names.length, channels);
                    } else if (known.containsKey(names[i]) && !wanted.containsKey(names[i])
                            || EXTRA.matcher(e.name()).matches()
                            || needless.test(names[i])) {
                        t.aside.add(e.name());
                    } else {
                        t.unexpected.add(e.name() + " " + Arrays.toString(e.shape()));
                    }
                }
            }
        }
        t.missing.addAll(missing);
        return t;
    }

    private void fit(String name, long[] to, SafeTensors.Entry e, int part, int parts, int channels) {
        long[] from = e.shape();
        if (parts > 1 && from.length > 0) {
            from[0] = from[0] % parts == 0 ? from[0] / parts : 0;
        }
        ShapeAdapter fitting = e.dtype() == SafeTensors.Dtype.F32 ? ShapeAdapter.of(name, from, to, channels) : null;
        Source source = new Source(e, part, parts, fitting);
        if (fitting == null) {
            misshaped.add(name + " " + Arrays.toString(to) + " from " + source.name() + " " + e.dtype() + " "
                    + Arrays.toString(e.shape()));
        } else {
            taken.put(name, source);
        }
    }

    /** Fills the tensors that are taken. */
    public void into(Map<String, Tensor> tensors) {
        taken.forEach((name, source) -> Weights.fill(tensors.get(name), source.values()));
    }

    public String counts() {
        return taken.size() + " tensors taken, " + misshaped.size() + " misshaped, " + missing.size() + " missing, "
                + unexpected.size() + " unexpected, " + aside.size() + " left aside";
    }

    /** What was changed or did not fit, a line each. */
    public List<String> exceptions() {
        Map<String, Source> adapted = new LinkedHashMap<>(taken);
        adapted.values().removeIf(source -> source.fitting().how().isEmpty());
        return lines(adapted, List.of());
    }

    /** Every tensor, a line each. */
    public List<String> lines() {
        return lines(taken, aside);
    }

    private List<String> lines(Map<String, Source> shown, List<String> beside) {
        List<String> lines = new ArrayList<>();
        shown.forEach((name, source) -> lines.add("taken      " + name
                + (name.equals(source.name()) ? "" : " from " + source.name())
                + (source.fitting().how().isEmpty()
                        ? ""
                        : ", " + source.fitting().how())));
        misshaped.forEach(t -> lines.add("misshaped  " + t));
        missing.forEach(t -> lines.add("missing    " + t));
        unexpected.forEach(t -> lines.add("unexpected " + t));
        beside.forEach(t -> lines.add("aside      " + t));
        return lines;
    }
}
