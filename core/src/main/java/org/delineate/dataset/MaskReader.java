package org.delineate.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.delineate.dataset.MaskCensus.MaskValuesOfFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.delineate.file.Plural;
import org.delineate.image.Mask;
import org.delineate.image.MaskPixels;
import org.delineate.image.MaskValues;

/**
 * Reads the masks of a data set by one rule, which is given, or is decided from all of them together before the first
 * is read.
 */
public final class MaskReader {
    private static final int EXAMPLES = 3;
    /** Below this share of the lesion's pixels, an ignored value is no border but stray. */
    private static final double STRAY = 0.01;

    private final Path root;
    private final List<Path> files;
    private final MaskValues given;
    private final PictureReader pictures;
    private MaskCensus census;
    private Map<Path, MaskValuesOfFile> byFile;
    private MaskValues values;

    /**
     * Reads nothing yet.
     *
     * @param given null where the masks decide
     * @param pictures says whether orientation tags apply
     */
    MaskReader(Path root, List<Path> files, MaskValues given, PictureReader pictures) {
        this.root = root;
        this.files = List.copyOf(files);
        this.given = given;
        this.pictures = pictures;
    }

    /** Returns a reader of the same masks by another rule, which may be null: then the masks decide. */
    MaskReader with(MaskValues rule) {
        return new MaskReader(root, files, rule, pictures);
    }

    /** Returns a reader of the same masks that turns them as this reader turns their pictures. */
    MaskReader with(PictureReader reader) {
        return new MaskReader(root, files, given, reader);
    }

    PictureReader pictures() {
        return pictures;
    }

    /**
     * Returns the rule. The first call reads all masks.
     *
     * @throws BadFileException where it is not given and the masks do not tell it, or where it is given and leaves out
     *     a value that they hold
     */
    public synchronized MaskValues values() {
        if (values == null) {
            MaskCensus all = MaskCensus.of(files);
            MaskValues rule = given == null ? MaskRule.decide(root, all) : given;
            census = all.in(rule.channel());
            census.requireRoles(root, rule);
            byFile = census.files().stream().collect(Collectors.toMap(MaskValuesOfFile::file, f -> f, (a, b) -> a));
            values = rule;
        }
        return values;
    }

    /** Says in a line what the values mean, who says so, and which values occur. */
    public String text() {
        if (files.isEmpty()) {
            return "none: every picture is normal";
        }
        return values()
                + (given == null ? ", as " + Plural.of(files.size(), "mask tells", "masks tell") : ", as given")
                + (census.files().isEmpty() ? ", of which none could be read" : ": " + census.text());
    }

    /** Lists what is doubtful about the masks, one sentence each. */
    public List<String> cautions() {
        MaskValues rule = values();
        List<String> cautions = new ArrayList<>();
        int covering = census.count(f -> f.share(rule::isLesion) > 0.5);
        if (2 * covering > census.files().size()) {
            cautions.add(covering + " of " + census.files().size() + " masks cover more than half of their picture: are"
                    + " they inverted? --mask-values " + rule.inverted() + " turns them");
        } else {
            name(
                    cautions,
                    "cover more than nine tenths of their picture",
                    "look whether these are inverted",
                    f -> f.share(rule::isLesion) > 0.9);
        }
        if (!census.files().isEmpty() && pixels(rule::isLesion) == 0) {
            cautions.add("no mask holds a lesion");
        }
        name(
                cautions,
                "hold values, but none that is lesion",
                "they count as empty; where a value stands for the lesion, --mask-values says so",
                f -> f.holds(v -> v != 0) && !f.holds(v -> rule.isLesion(v) || rule.ignores(v)));
        name(
                cautions,
                "hold shades between background and lesion, as compression and smoothing leave them",
                "each is read as the nearer of the two",
                f -> f.holds(rule::isIntermediate));
        long lesion = pixels(rule::isLesion);
        census.values().forEach((value, count) -> {
            if (given == null && rule.ignores(value) && count.pixels() < STRAY * lesion) {
                cautions.add("mask value " + MaskPixels.text(value) + " is rare and is ignored: " + count.pixels()
                        + " pixels in " + Plural.of(count.files(), "mask") + ", for instance "
                        + count.examples().get(0).getFileName());
            }
        });
        return cautions;
    }

    private long pixels(IntPredicate which) {
        return census.values().entrySet().stream()
                .filter(e -> which.test(e.getKey()))
                .mapToLong(e -> e.getValue().pixels())
                .sum();
    }

    private void name(List<String> cautions, String what, String consequence, Predicate<MaskValuesOfFile> which) {
        List<String> names = census.files().stream()
                .filter(which)
                .map(f -> f.file().getFileName().toString())
                .toList();
        if (!names.isEmpty()) {
            cautions.add("masks that " + what + ": " + names.size() + " ("
                    + names.stream().limit(EXAMPLES).collect(Collectors.joining(", "))
                    + (names.size() > EXAMPLES ? ", ...)" : ")") + "; " + consequence);
        }
    }

    /**
     * Reads a mask.
     *
     * @throws BadFileException where it cannot be read, or the rule is not known
     */
    public Mask read(Path file) {
        MaskValues rule = values();
        MaskPixels pixels = MaskPixels.read(file, Limits.DEFAULT);
        return rule.mask(pictures.appliesTags() ? pixels.turned() : pixels, file);
    }

    /** Returns the share of a mask's pixels, 0..1, that are neither quite background nor quite lesion. */
    public double intermediateShare(Path file) {
        MaskValues rule = values();
        MaskValuesOfFile counted = byFile.get(file);
        return counted == null ? 0 : counted.share(rule::isIntermediate);
    }
}
