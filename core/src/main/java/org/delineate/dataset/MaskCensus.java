package org.delineate.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.delineate.file.Plural;
import org.delineate.image.MaskPixels;
import org.delineate.image.MaskPixels.Occurrence;
import org.delineate.image.MaskValues;
import org.delineate.image.MaskValues.Channel;

/**
 * Counts which values the masks of a data set hold: in how many pixels, and in which files.
 *
 * @param channel alpha where every mask has opacities that differ, and all of them have one colour; else colour
 * @param files every mask that could be read
 * @param values by value, of that channel
 * @param voids values that palettes list as index 255
 */
record MaskCensus(Channel channel, List<MaskValuesOfFile> files, SortedMap<Integer, Count> values, Set<Integer> voids) {

    /** The values of one mask, and how many of its pixels have each. */
    record MaskValuesOfFile(Path file, int[] values, long[] pixels, boolean lossy) {
        static MaskValuesOfFile of(Path file, SortedMap<Integer, Long> counts, boolean lossy) {
            return new MaskValuesOfFile(
                    file,
                    counts.keySet().stream().mapToInt(Integer::intValue).toArray(),
                    counts.values().stream().mapToLong(Long::longValue).toArray(),
                    lossy);
        }

        boolean holds(IntPredicate which) {
            return Arrays.stream(values).anyMatch(which);
        }

        /** Returns the share of the pixels, 0..1, with such values. */
        double share(IntPredicate which) {
            long some = 0;
            for (int i = 0; i < values.length; i++) {
                some += which.test(values[i]) ? pixels[i] : 0;
            }
            return (double) some / Arrays.stream(pixels).sum();
        }
    }

    /** How often a value occurs in all masks; the examples are the first two files with it. */
    record Count(long pixels, long inner, int files, List<Path> examples) {
        static final Count NONE = new Count(0, 0, 0, List.of());

        Count plus(Occurrence more, Path file) {
            List<Path> two = new ArrayList<>(examples);
            if (two.size() < 2) {
                two.add(file);
            }
            return new Count(pixels + more.pixels(), inner + more.inner(), files + 1, two);
        }
    }

    private record Pixels(
            Path file,
            Map<Integer, Occurrence> values,
            Map<Integer, Occurrence> opacities,
            Collection<Integer> voids,
            boolean lossy) {

        /** Gives null where the file cannot be read: whoever reads the case refuses it, with the reason. */
        static Pixels read(Path file) {
            try {
                MaskPixels p = MaskPixels.read(file, Limits.DEFAULT);
                return new Pixels(file, p.occurrences(), p.opacities(), p.voids(), p.lossy());
            } catch (RuntimeException e) {
                return null;
            }
        }

        Map<Integer, Occurrence> of(Channel channel) {
            return channel == Channel.ALPHA ? opacities : values;
        }

        MaskValuesOfFile summary(Channel channel) {
            SortedMap<Integer, Long> counts = new TreeMap<>();
            of(channel).forEach((value, n) -> counts.put(value, n.pixels()));
            return MaskValuesOfFile.of(file, counts, lossy);
        }
    }

    /** Reads masks, several at once. */
    static MaskCensus of(List<Path> masks) {
        List<Pixels> all = masks.parallelStream()
                .map(Pixels::read)
                .filter(Objects::nonNull)
                .toList();
        Set<Integer> colours = new HashSet<>();
        Set<Integer> opacities = new HashSet<>();
        Set<Integer> voids = new HashSet<>();
        all.forEach(p -> {
            colours.addAll(p.values.keySet());
            opacities.addAll(p.opacities.keySet());
            voids.addAll(p.voids);
        });
        boolean inAlpha =
                all.stream().noneMatch(p -> p.opacities.isEmpty()) && colours.size() == 1 && opacities.size() > 1;
        Channel channel = inAlpha ? Channel.ALPHA : Channel.COLOUR;
        Map<Integer, Count> counts = new HashMap<>();
        all.forEach(p -> p.of(channel)
                .forEach((value, n) ->
                        counts.merge(value, Count.NONE.plus(n, p.file), (sum, one) -> sum.plus(n, p.file))));
        return new MaskCensus(
                channel,
                all.stream().map(p -> p.summary(channel)).toList(),
                new TreeMap<>(counts),
                inAlpha ? Set.of() : voids);
    }

    /** Counts the masks of which something is true. */
    int count(Predicate<MaskValuesOfFile> which) {
        return (int) files.stream().filter(which).count();
    }

    boolean isLossy() {
        return files.stream().anyMatch(MaskValuesOfFile::lossy);
    }

    /** Counts by brightness: shades of a colour become grey levels. */
    MaskCensus byBrightness() {
        SortedMap<Integer, Count> levels = new TreeMap<>();
        values.forEach((value, count) -> levels.merge(
                MaskPixels.brightness(value),
                count,
                (a, b) -> new Count(a.pixels + b.pixels, a.inner + b.inner, Math.max(a.files, b.files), a.examples)));
        List<MaskValuesOfFile> bright =
                files.stream().map(MaskCensus::byBrightness).toList();
        return new MaskCensus(Channel.BRIGHTNESS, bright, levels, Set.of());
    }

    private static MaskValuesOfFile byBrightness(MaskValuesOfFile file) {
        SortedMap<Integer, Long> counts = new TreeMap<>();
        for (int i = 0; i < file.values.length; i++) {
            counts.merge(MaskPixels.brightness(file.values[i]), file.pixels[i], Long::sum);
        }
        return MaskValuesOfFile.of(file.file, counts, file.lossy);
    }

    /** Counts in the channel of a rule. */
    MaskCensus in(Channel wanted) {
        return wanted == Channel.BRIGHTNESS && channel == Channel.COLOUR ? byBrightness() : this;
    }

    /** Refuses a rule that leaves out a value that occurs. */
    void requireRoles(Path root, MaskValues rule) {
        List<Integer> unknown =
                values.keySet().stream().filter(v -> !rule.knows(v)).toList();
        if (!unknown.isEmpty()) {
            throw new BadFileException(
                    root,
                    "its masks hold " + text() + "; the rule \"" + rule + "\" says nothing about "
                            + listed(unknown.stream().map(MaskPixels::text).toList()) + ", see "
                            + values.get(unknown.get(0)).examples.get(0).getFileName(),
                    "give every value a role; a range is written 1..127");
        }
    }

    /** Writes the values, the most frequent first. */
    String text() {
        return listed(values.entrySet().stream()
                .sorted((a, b) -> Long.compare(b.getValue().pixels, a.getValue().pixels))
                .map(e -> MaskPixels.text(e.getKey()) + " (" + e.getValue().pixels + " pixels in "
                        + Plural.of(e.getValue().files, "file") + ")")
                .toList());
    }

    private static String listed(List<String> items) {
        int most = 6;
        String shown = items.stream().limit(most).collect(Collectors.joining(", "));
        return items.size() > most ? shown + " and " + (items.size() - most) + " more" : shown;
    }
}
