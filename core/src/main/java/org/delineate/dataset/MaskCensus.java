package org.delineate.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.delineate.file.Limits;
import org.delineate.image.MaskPixels;
import org.delineate.image.MaskPixels.Occurrence;
import org.delineate.image.MaskValues.Channel;

/**
 * Counts which values the masks of a data set hold: in how many pixels, and in which files.
 *
 * @param files masks that were read
 * @param lossyFiles masks whose compression may have changed values
 * @param hasAlpha whether every mask has opacities, and all of them have one colour: then the mask lies in the opacities
 * @param values by value, of the channel that holds the mask
 * @param voids values that palettes list as index 255
 * @param zeroOneAndFull masks that hold both 1 and 255, and masks that hold 1
 */
record MaskCensus(
        int files,
        int lossyFiles,
        Channel channel,
        SortedMap<Integer, Count> values,
        Collection<Integer> voids,
        Together together) {

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

    /** How many masks hold the values 1 and 255 together, and how many hold 1. */
    record Together(int both, int one) {}

    /**
     * Reads masks, several at once.
     *
     * @return what those hold that can be read; the others are the audit's to name
     */
    static MaskCensus of(List<Path> masks) {
        List<Found> found = masks.parallelStream()
                .map(MaskCensus::read)
                .filter(f -> f != null)
                .toList();
        Map<Integer, Count> colours = new HashMap<>();
        Map<Integer, Count> opacities = new HashMap<>();
        Map<Integer, Integer> voids = new HashMap<>();
        int lossy = 0;
        int both = 0;
        int one = 0;
        boolean opaque = false;
        for (Found f : found) {
            add(colours, f.values, f.file);
            add(opacities, f.opacities, f.file);
            f.voids.forEach(v -> voids.merge(v, 1, Integer::sum));
            lossy += f.lossy ? 1 : 0;
            both += f.values.containsKey(1) && f.values.containsKey(255) ? 1 : 0;
            one += f.values.containsKey(1) ? 1 : 0;
            opaque |= f.opacities.isEmpty();
        }
        boolean inAlpha = !opaque && colours.size() == 1 && opacities.size() > 1;
        return new MaskCensus(
                found.size(),
                lossy,
                inAlpha ? Channel.ALPHA : Channel.COLOUR,
                new TreeMap<>(inAlpha ? opacities : colours),
                voids.keySet(),
                new Together(both, one));
    }

    private record Found(
            Path file,
            Map<Integer, Occurrence> values,
            Map<Integer, Occurrence> opacities,
            Collection<Integer> voids,
            boolean lossy) {}

    /** Gives null where the file cannot be read. */
    private static Found read(Path file) {
        try {
            MaskPixels pixels = MaskPixels.read(file, Limits.DEFAULT);
            return new Found(file, pixels.occurrences(), pixels.opacities(), pixels.ignored(), pixels.lossy());
        } catch (RuntimeException e) { // whoever reads the case refuses it, with the reason
            return null;
        }
    }

    private static void add(Map<Integer, Count> to, Map<Integer, Occurrence> more, Path file) {
        more.forEach((value, n) -> to.merge(
                value, Count.NONE.plus(n, file), (all, own) -> all.plus(n, file)));
    }

    /** Counts by brightness: colours of one hue become grey levels. */
    MaskCensus byBrightness() {
        SortedMap<Integer, Count> levels = new TreeMap<>();
        values.forEach((value, count) -> levels.merge(
                MaskPixels.brightness(value),
                count,
                (a, b) -> new Count(
                        a.pixels + b.pixels,
                        a.inner + b.inner,
                        Math.max(a.files, b.files),
                        a.examples)));
        return new MaskCensus(files, lossyFiles, Channel.BRIGHTNESS, levels, List.of(), together);
    }

    /** Writes the values, the most frequent first, at most eight. */
    String text() {
        int most = 8;
        String listed = values.entrySet().stream()
                .sorted((a, b) -> Long.compare(b.getValue().pixels(), a.getValue().pixels()))
                .limit(most)
                .map(e -> MaskPixels.text(e.getKey()) + " (" + e.getValue().pixels() + " pixels in "
                        + e.getValue().files() + " files)")
                .collect(Collectors.joining(", "));
        return values.size() > most ? listed + " and " + (values.size() - most) + " more" : listed;
    }
}
