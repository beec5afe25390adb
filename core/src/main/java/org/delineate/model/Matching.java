package org.delineate.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.checkpoint.SafeTensors.Entry;
import org.delineate.file.Printable;
import org.delineate.nn.Tensor;
import org.delineate.nn.layer.Weights;
import org.delineate.zoo.Network;
import org.delineate.zoo.TensorNames;

/**
 * Which stored tensor goes into which of a network, by one way of naming, and what stands against it.
 *
 * @param taken by our name
 * @param aside known and not needed, with the reason: "resnet.fc.bias: not needed"
 * @param misfits in the order in which they are shown, a line each
 */
record Matching(Map<String, Entry> taken, List<String> aside, List<String> misfits) {
    /**
     * @param prefix at which every stored name begins; it is cut
     * @param published are the names those of the network's authors, or ours?
     */
    static Matching of(Network network, List<Entry> stored, String prefix, boolean published) {
        TensorNames names = network.names();
        Map<String, Tensor> state = network.state();
        UnaryOperator<String> name = published ? names::published : ours -> ours;
        Map<String, String> ours = new LinkedHashMap<>();
        state.keySet().forEach(own -> ours.put(name.apply(own), own));
        Map<String, Entry> taken = new LinkedHashMap<>();
        List<String> aside = new ArrayList<>();
        List<String> unexpected = new ArrayList<>();
        List<String> different = new ArrayList<>();
        for (Entry entry : stored) {
            String cut = entry.name().substring(prefix.length());
            String own = ours.get(published ? names.canonical(cut) : cut);
            Entry before = own == null ? null : taken.putIfAbsent(own, entry);
            if (own == null && names.isUnused(cut)) {
                aside.add(Printable.plain(entry.name()) + ": not needed");
            } else if (own == null) {
                unexpected.add("unexpected  " + line(entry));
            } else if (before != null && isEqual(before, entry)) {
                aside.add(Printable.plain(entry.name()) + ": the same as " + Printable.plain(before.name()));
            } else if (before != null) {
                different.add("different   " + line(entry) + " and " + line(before) + " are one tensor here");
            }
        }
        List<String> misfits = new ArrayList<>();
        ours.forEach((wanted, own) -> {
            if (!taken.containsKey(own)) {
                misfits.add("missing     " + Printable.plain(prefix + wanted) + " "
                        + Arrays.toString(state.get(own).shape()));
            }
        });
        misfits.addAll(unexpected);
        taken.forEach((own, entry) -> {
            long[] shape = state.get(own).shape();
            if (!Arrays.equals(entry.shape(), shape) || entry.dtype() != SafeTensors.Dtype.F32) {
                misfits.add("misshaped   " + line(entry) + ", here " + Arrays.toString(shape));
            }
        });
        misfits.addAll(different);
        return new Matching(taken, aside, misfits);
    }

    private static String line(Entry entry) {
        String type = entry.dtype() == SafeTensors.Dtype.F32 ? "" : entry.dtype() + " ";
        return Printable.plain(entry.name()) + " " + type + Arrays.toString(entry.shape());
    }

    private static boolean isEqual(Entry a, Entry b) {
        return a.dtype() == b.dtype()
                && Arrays.equals(a.shape(), b.shape())
                && a.data().equals(b.data());
    }

    /** Tensors taken that hold what is no number, a line each. */
    List<String> notFinite() {
        List<String> lines = new ArrayList<>();
        for (Entry entry : taken.values()) {
            float[] values = Weights.floats(entry);
            int count = 0;
            for (float value : values) {
                count += Float.isFinite(value) ? 0 : 1;
            }
            if (count > 0) {
                lines.add("not finite  " + line(entry) + ": " + count + " of " + values.length + " values");
            }
        }
        return lines;
    }

    /** "3 missing, 1 unexpected" */
    static String counts(List<String> lines) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        lines.forEach(line -> counts.merge(line.substring(0, 12).strip(), 1, Integer::sum));
        List<String> words = new ArrayList<>();
        counts.forEach((what, count) -> words.add(count + " " + what));
        return String.join(", ", words);
    }

    /** Under our names, for {@link Weights#load}. */
    List<Entry> entries() {
        List<Entry> entries = new ArrayList<>();
        taken.forEach((own, e) -> entries.add(new Entry(own, e.dtype(), e.shape(), e.data())));
        return entries;
    }
}
