package org.delineate.dataset;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import org.delineate.file.BadFileException;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Orientation;

/**
 * Reads the pictures of a data set, all turned by their orientation tags or none.
 *
 * <p>Viewers apply the tags, and most masks are drawn in a viewer; some are made of the stored pixels. The sizes of all
 * masks together tell which, where a tag makes rows to columns.
 */
public final class PictureReader {
    private static final int EXAMPLES = 3;

    private final Path root;
    private final List<Case> cases;
    private final OrientationTags given;
    private List<TaggedPair> tagged;
    private OrientationTags rule;

    /** What the size of a mask tells of the tag of its picture. */
    private enum Evidence {
        SHOWN,
        STORED,
        NONE
    }

    private record TaggedPair(Path picture, Evidence evidence) {}

    /** @param given null where the sizes of the masks decide */
    PictureReader(Path root, List<Case> cases, OrientationTags given) {
        this.root = root;
        this.cases = List.copyOf(cases);
        this.given = given;
    }

    /** Reads a picture, turned by its tag where tags apply. */
    Image read(Path picture) {
        return appliesTags() ? ImageFile.read(picture) : ImageFile.readStored(picture);
    }

    boolean appliesTags() {
        return rule() == OrientationTags.APPLIED;
    }

    /**
     * Returns the rule. The first call looks for the tags of all pictures and masks.
     *
     * @throws BadFileException where masks contradict each other
     */
    public synchronized OrientationTags rule() {
        if (rule == null) {
            tagged = cases.parallelStream()
                    .map(PictureReader::tagged)
                    .flatMap(Optional::stream)
                    .toList();
            if (given == null && count(Evidence.SHOWN) > 0 && count(Evidence.STORED) > 0) {
                throw new BadFileException(
                        root,
                        "the masks of " + count(Evidence.SHOWN) + " pictures have the size of the picture as its"
                                + " orientation tag shows it (" + names(Evidence.SHOWN) + "), those of "
                                + count(Evidence.STORED) + " the size of its stored pixels (" + names(Evidence.STORED)
                                + ")",
                        "make them alike, or say --orientation applied or --orientation ignored");
            }
            rule = given != null
                    ? given
                    : count(Evidence.STORED) > 0 ? OrientationTags.IGNORED : OrientationTags.APPLIED;
        }
        return rule;
    }

    /** Says in a line what is done with orientation tags, and why; "" where no file has one. */
    public String text() {
        OrientationTags found = rule();
        if (tagged.isEmpty()) {
            return "";
        }
        String why = given != null
                ? "as given"
                : found == OrientationTags.IGNORED
                        ? "as the sizes of " + count(Evidence.STORED) + " masks tell"
                        : count(Evidence.SHOWN) > 0
                                ? "as in viewers, and as the sizes of " + count(Evidence.SHOWN) + " masks tell"
                                : "as in viewers";
        return "orientation tags of " + tagged.size() + " pictures are "
                + (found == OrientationTags.APPLIED ? "applied, " : "ignored, ") + why;
    }

    /** Lists what is doubtful about the orientation of the pictures, one sentence each. */
    public List<String> cautions() {
        rule();
        boolean told = given != null || count(Evidence.SHOWN) + count(Evidence.STORED) > 0;
        return told || tagged.isEmpty()
                ? List.of()
                : List.of(tagged.size() + " pictures have an orientation tag, and the sizes of their masks do not tell"
                        + " whether these were drawn on the turned picture: " + names(Evidence.NONE)
                        + "; look at overlays, and give --orientation ignored where the masks fit the stored pixels");
    }

    /** Describes the orientation tag of a case's picture for an error about sizes, "" where it has none. */
    public String tagText(Case c) {
        Orientation tag = ImageFile.orientation(c.image());
        return tag == Orientation.NORMAL
                ? ""
                : " with its orientation tag (" + tag + ") " + (appliesTags() ? "applied" : "ignored");
    }

    /**
     * Finds the range of the pictures of some cases whose samples have 16 bits; those that cannot be read are passed
     * over.
     */
    public DeepRange range(List<Case> some) {
        SortedMap<String, Integer> peaks = new ConcurrentSkipListMap<>();
        some.parallelStream().filter(c -> ImageFile.mayBeDeep(c.image())).forEach(c -> {
            try {
                Image image = read(c.image());
                if (image.bits() == 16) {
                    peaks.put(c.name(), image.peak());
                }
            } catch (RuntimeException e) {
                return; // whoever reads the case refuses it, with the reason
            }
        });
        return new DeepRange(peaks);
    }

    private int count(Evidence evidence) {
        return (int) tagged.stream().filter(p -> p.evidence == evidence).count();
    }

    private String names(Evidence evidence) {
        List<String> names = tagged.stream()
                .filter(p -> p.evidence == evidence)
                .map(p -> p.picture.getFileName().toString())
                .toList();
        return names.stream().limit(EXAMPLES).collect(Collectors.joining(", "))
                + (names.size() > EXAMPLES ? ", ..." : "");
    }

    private static Optional<TaggedPair> tagged(Case c) {
        Orientation picture = ImageFile.orientation(c.image());
        List<Orientation> masks = c.masks().stream().map(ImageFile::orientation).toList();
        if (picture == Orientation.NORMAL && masks.stream().allMatch(m -> m == Orientation.NORMAL)) {
            return Optional.empty();
        }
        boolean sideways = picture.isSideways() || masks.stream().anyMatch(Orientation::isSideways);
        return Optional.of(new TaggedPair(c.image(), sideways ? evidence(c, picture, masks) : Evidence.NONE));
    }

    private static Evidence evidence(Case c, Orientation tag, List<Orientation> maskTags) {
        try {
            int[] stored = ImageFile.storedSize(c.image());
            boolean fitsShown = true;
            boolean fitsStored = true;
            for (int i = 0; i < maskTags.size(); i++) {
                int[] mask = ImageFile.storedSize(c.masks().get(i));
                fitsStored &= Arrays.equals(stored, mask);
                fitsShown &= Arrays.equals(shown(stored, tag), shown(mask, maskTags.get(i)));
            }
            return fitsShown == fitsStored ? Evidence.NONE : fitsShown ? Evidence.SHOWN : Evidence.STORED;
        } catch (RuntimeException e) {
            return Evidence.NONE; // whoever reads the case refuses it, with the reason
        }
    }

    private static int[] shown(int[] size, Orientation tag) {
        return tag.isSideways() ? new int[] {size[1], size[0]} : size;
    }
}
