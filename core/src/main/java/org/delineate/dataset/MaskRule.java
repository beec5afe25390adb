package org.delineate.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.delineate.dataset.MaskCensus.Count;
import org.delineate.file.BadFileException;
import org.delineate.image.MaskPixels;
import org.delineate.image.MaskValues;
import org.delineate.image.MaskValues.Span;

/**
 * Decides from all masks of a data set what their values mean, or refuses to guess.
 *
 * <p>Black is background. Lesion is then one other value or colour, or the upper half of a range whose middle occurs at
 * edges only (compression, smoothing). 255 beside 1 in the same masks, and index 255 of a palette, is the uncertain
 * border of PASCAL VOC. A value in less than a thousandth of what is not background is stray: it is ignored, and named.
 */
final class MaskRule {
    /** Up to this share of the pixels that are not background, a value is stray. */
    private static final double STRAY = 0.001;
    /** Up to so many pixels in each file that has it, a value is stray as well, up to {@link #STRAY_ALL} of them. */
    private static final int STRAY_PX = 4;
    /** Up to this share of the pixels that are not background, all values but one are stray together. */
    private static final double STRAY_ALL = 0.01;
    /** In files with lossy compression, this share may lie above the level of the lesion. */
    private static final double LOSSY_STRAY = 0.02;
    /** Edges have hardly a pixel whose neighbours share its value; classes and intensities have many. */
    private static final double EDGE_INNER = 0.01;
    /** Beside a border of 255, 1 is lesion where it has at least this share of both. */
    private static final double VOC_LESION = 0.2;
    /** Below this level, several values are the numbers of classes and not shades. */
    private static final int SHADES = 16;

    private static final int VOID = 255;
    /** So many values are told one by one in an example. */
    private static final int MOST_LISTED = 6;

    private final Path root;
    private final MaskCensus census;
    private final SortedMap<Integer, Count> foreground;
    private final long pixels;
    private final boolean lossy;

    private MaskRule(Path root, MaskCensus census) {
        this.root = root;
        this.census = census;
        this.foreground = new TreeMap<>(census.values());
        foreground.remove(0);
        this.pixels = sum(foreground);
        this.lossy = census.isLossy();
    }

    /**
     * Decides.
     *
     * @throws BadFileException where the values can mean several things; the message names them and the option
     */
    static MaskValues decide(Path root, MaskCensus census) {
        return new MaskRule(root, census).decide();
    }

    private MaskValues decide() {
        if (foreground.isEmpty()) {
            return rule(Span.of(0), Span.of(255), List.of());
        }
        if (census.values().size() == 1) {
            return rule(List.of(), spans(foreground.keySet()), List.of());
        }
        if (!census.values().containsKey(0)) {
            throw unclear("none of them is black, so that the background is not known");
        }
        SortedMap<Integer, Count> common = new TreeMap<>(foreground);
        common.values().removeIf(this::isStray);
        if (common.size() == 1 && pixels - sum(common) <= STRAY_ALL * pixels) {
            return one(common.firstKey());
        }
        MaskValues withVoid = withVoid(common);
        if (withVoid != null) {
            return withVoid;
        }
        if (foreground.lastKey() >= MaskPixels.COLOUR) {
            return colours();
        }
        return shades();
    }

    private boolean isStray(Count count) {
        return count.pixels() <= STRAY * pixels
                || count.pixels() <= Math.min(STRAY_PX * (double) count.files(), STRAY_ALL * pixels);
    }

    /** One value is lesion, and the stray ones are ignored; neighbours of it are its own where compression is lossy. */
    private MaskValues one(int lesion) {
        if (lossy && lesion < MaskPixels.COLOUR) {
            return shades();
        }
        List<Span> stray =
                spans(foreground.keySet().stream().filter(v -> v != lesion).toList());
        return rule(Span.of(0), Span.of(lesion), stray);
    }

    /** The uncertain border is 255 beside 1, or index 255 of a palette; null where there is none. */
    private MaskValues withVoid(SortedMap<Integer, Count> common) {
        if (census.voids().size() == 1 && common.size() == 2) {
            int border = census.voids().iterator().next();
            if (common.containsKey(border)) {
                return rule(
                        Span.of(0),
                        spans(common.keySet().stream().filter(v -> v != border).toList()),
                        ignoring(common, border));
            }
        }
        Count one = foreground.get(1);
        Count full = foreground.get(VOID);
        if (one == null || full == null || lossy || !common.keySet().stream().allMatch(v -> v == 1 || v == VOID)) {
            return null;
        }
        if (census.count(f -> f.holds(v -> v == 1) && f.holds(v -> v == VOID)) == 0) {
            throw unclear("no mask holds both 1 and 255, so that two kinds of masks seem to be mixed"
                    + " (lesion=1,255 reads both as lesion)");
        }
        if (one.pixels() < VOC_LESION * (one.pixels() + full.pixels())) {
            throw unclear("255 may be the lesion or the uncertain border of 1");
        }
        return rule(Span.of(0), Span.of(1), ignoring(common, VOID));
    }

    private List<Span> ignoring(SortedMap<Integer, Count> common, int border) {
        List<Integer> ignored = new ArrayList<>();
        for (int value : foreground.keySet()) {
            if (value == border || !common.containsKey(value)) {
                ignored.add(value);
            }
        }
        return spans(ignored);
    }

    /** Shades of one hue on black are read by their brightness. */
    private MaskValues colours() {
        Map<Integer, Long> hues = new TreeMap<>();
        long strong = 0;
        int brightest = foreground.keySet().stream()
                .mapToInt(MaskPixels::brightness)
                .max()
                .orElseThrow();
        for (Map.Entry<Integer, Count> e : foreground.entrySet()) {
            int brightness = MaskPixels.brightness(e.getKey());
            if (2 * brightness > brightest) {
                hues.merge(hue(e.getKey(), brightness), e.getValue().pixels(), Long::sum);
                strong += e.getValue().pixels();
            }
        }
        long most = hues.values().stream().mapToLong(n -> n).max().orElseThrow();
        if (most < (1 - LOSSY_STRAY) * strong) {
            throw unclear("they are of several colours");
        }
        return new MaskRule(root, census.byBrightness()).shades();
    }

    /** The channels that are at least half as bright as the brightest: bit 0 red, 1 green, 2 blue. */
    private static int hue(int value, int brightness) {
        if (value < MaskPixels.COLOUR) {
            return 7;
        }
        return (2 * (value >> 16 & 0xff) >= brightness ? 1 : 0)
                | (2 * (value >> 8 & 0xff) >= brightness ? 2 : 0)
                | (2 * (value & 0xff) >= brightness ? 4 : 0);
    }

    /** The upper half of a range is lesion where what lies between occurs at edges only. */
    private MaskValues shades() {
        int full = full(lossy ? LOSSY_STRAY : STRAY);
        SortedMap<Integer, Count> above = foreground.tailMap(full + 1);
        boolean isNear = above.isEmpty() || above.lastKey() <= full + full / 4 + (lossy ? 2 : 0);
        int low = (full + SHADES - 1) / SHADES;
        SortedMap<Integer, Count> between = foreground.subMap(Math.min(low, full), full - (full - 1) / SHADES);
        boolean hasClasses =
                !lossy && (full <= SHADES || foreground.tailMap(low).size() <= 2);
        if (hasClasses && sum(between) > STRAY * pixels) {
            throw unclear("they may be classes");
        }
        long areas = inner(between) + (lossy ? 0 : inner(foreground.headMap(low)));
        if (areas > EDGE_INNER * pixels) {
            throw unclear("they fill whole areas, as classes or shades do, and not edges alone");
        }
        int threshold = full / 2 + 1;
        int last = isNear ? foreground.lastKey() : full + full / 4;
        List<Span> stray =
                isNear ? List.of() : spans(foreground.tailMap(last + 1).keySet());
        return rule(List.of(new Span(0, threshold - 1)), List.of(new Span(threshold, Math.max(last, full))), stray);
    }

    /** The greatest value that is not stray. */
    private int full(double stray) {
        long above = 0;
        int full = foreground.lastKey();
        List<Integer> descending = new ArrayList<>(foreground.keySet());
        for (int i = descending.size() - 1; i >= 0; i--) {
            full = descending.get(i);
            above += foreground.get(full).pixels();
            if (above > stray * pixels) {
                break;
            }
        }
        return full;
    }

    private MaskValues rule(List<Span> background, List<Span> lesion, List<Span> ignore) {
        return new MaskValues(census.channel(), background, lesion, ignore);
    }

    private BadFileException unclear(String why) {
        List<Map.Entry<Integer, Count>> frequent = census.values().entrySet().stream()
                .sorted((a, b) ->
                        Long.compare(b.getValue().pixels(), a.getValue().pixels()))
                .toList();
        List<List<Path>> files = frequent.stream()
                .filter(e -> e.getKey() != 0)
                .map(e -> e.getValue().examples())
                .toList();
        String examples = Stream.concat(
                        files.stream().map(f -> f.get(0)), files.stream().map(f -> f.get(f.size() - 1)))
                .distinct()
                .limit(2)
                .map(f -> f.startsWith(root) ? root.relativize(f).toString() : f.toString())
                .collect(Collectors.joining(" and "));
        return new BadFileException(
                root,
                "what the values of its masks mean is not clear: " + census.text() + "; " + why + "; see " + examples,
                "say it with --mask-values, for instance --mask-values " + example(frequent));
    }

    /** Suggests a form, not a meaning: the most frequent value as background, the others as lesion. */
    private String example(List<Map.Entry<Integer, Count>> frequent) {
        if (frequent.size() > MOST_LISTED) {
            int full = MaskPixels.brightness(foreground.lastKey());
            return (foreground.lastKey() < MaskPixels.COLOUR ? "" : "channel=brightness,") + "background=0.." + full / 2
                    + ",lesion=" + (full / 2 + 1) + ".." + full;
        }
        return "background=" + MaskPixels.text(frequent.get(0).getKey()) + ",lesion="
                + frequent.stream()
                        .skip(1)
                        .map(e -> MaskPixels.text(e.getKey()))
                        .collect(Collectors.joining(","));
    }

    private static List<Span> spans(Iterable<Integer> values) {
        List<Span> spans = new ArrayList<>();
        for (int value : values) {
            Span last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
            if (last != null && last.to() + 1 == value && value < MaskPixels.COLOUR) {
                spans.set(spans.size() - 1, new Span(last.from(), value));
            } else {
                spans.add(new Span(value, value));
            }
        }
        return spans;
    }

    private static long sum(SortedMap<Integer, Count> counts) {
        return counts.values().stream().mapToLong(Count::pixels).sum();
    }

    private static long inner(SortedMap<Integer, Count> counts) {
        return counts.values().stream().mapToLong(Count::inner).sum();
    }
}
