package org.delineate.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.delineate.file.BadFileException;

/** A folder of pictures lies beside a folder of masks. */
final class ImagesMasksLayout {
    static final Layout LAYOUT = new Layout(
            "images-masks",
            "images/<stem>.* with masks/<stem>[_mask|_segmentation|_lesion|_gt|_anno|_label].*"
                    + " (also image/mask, img/label, imgs/gts, input/target, Original/Ground Truth, images/1st_manual)",
            ImagesMasksLayout::read);
    private static final Set<String> IMAGES =
            Set.of("images", "image", "imgs", "img", "original", "originals", "input", "inputs", "cxrpng", "imgdir");
    /** Outlines by hand of the first observer: the truth of DRIVE, HRF and their kind. */
    private static final Set<String> FIRST_OBSERVER = Set.of("1stmanual", "manual1", "firstmanual", "manual");

    private static final Set<String> SECOND_OBSERVER = Set.of("2ndmanual", "manual2", "secondmanual");
    /** Beside outlines by hand these are fields of view: the part of the picture that the lens shows. */
    private static final Set<String> FIELDS =
            Set.of("mask", "masks", "fov", "fovs", "fovmask", "fovmasks", "fieldofview");

    private static final Set<String> TRUTHS = Set.of(
            "masks",
            "mask",
            "labels",
            "label",
            "gt",
            "gts",
            "groundtruth",
            "groundtruths",
            "truth",
            "annotations",
            "annotation",
            "segmentations",
            "segmentation",
            "segs",
            "seg",
            "target",
            "targets",
            "vessel",
            "vessels",
            "lesion",
            "lesions",
            "anndir");

    private ImagesMasksLayout() {}

    private static Optional<FoundCases> read(Folder folder) {
        return images(folder)
                .flatMap(images -> masks(folder).map(masks -> ImageMaskPairing.of(images.pictures(), masks.pictures())))
                .filter(found -> !found.cases().isEmpty())
                .map(found -> withoutFields(folder, found));
    }

    /**
     * Finds the one folder of pictures directly in this one.
     *
     * @throws BadFileException where there are several
     */
    static Optional<Folder> images(Folder folder) {
        return only(folder, named(folder, ImagesMasksLayout::isImages), "pictures");
    }

    /**
     * Finds the one folder of masks directly in this one. The outlines of a first observer are taken before those of a
     * second one and before the field of view.
     *
     * @throws BadFileException where there are several
     */
    static Optional<Folder> masks(Folder folder) {
        List<Path> all = named(folder, ImagesMasksLayout::isMasks);
        List<Path> first = named(folder, FIRST_OBSERVER::contains);
        boolean known = all.stream().allMatch(f -> first.contains(f) || isBesideOutlines(word(f)));
        return only(folder, first.size() == 1 && known ? first : all, "masks");
    }

    /** Returns whether the folder holds outlines by hand, beside which a folder "mask" is a field of view. */
    static boolean hasOutlinesByHand(Folder folder) {
        return folder.folders().stream().anyMatch(f -> isByHand(word(f)));
    }

    /** Returns whether a word, without spaces, hyphens and underscores, names a folder of pictures. */
    static boolean isImages(String word) {
        return IMAGES.contains(word);
    }

    /** Returns whether a word, without spaces, hyphens and underscores, names a folder of masks. */
    static boolean isMasks(String word) {
        return TRUTHS.contains(word) || FIELDS.contains(word) || isByHand(word);
    }

    private static boolean isByHand(String word) {
        return FIRST_OBSERVER.contains(word) || SECOND_OBSERVER.contains(word);
    }

    private static boolean isBesideOutlines(String word) {
        return FIELDS.contains(word) || SECOND_OBSERVER.contains(word);
    }

    /** Tells which folders are no truth beside the outlines of the first observer. */
    static FoundCases withoutFields(Folder folder, FoundCases found) {
        List<Path> first = named(folder, FIRST_OBSERVER::contains);
        List<Path> others = first.isEmpty() ? List.of() : named(folder, ImagesMasksLayout::isBesideOutlines);
        FoundCases told = found;
        for (Path other : others) {
            told = told.withBesides(FolderTree.of(Folder.of(other)).pictures())
                    .withRemarks(List.of(folder.name() + "/" + other.getFileName() + " is not read: it holds "
                            + (FIELDS.contains(word(other)) ? "fields of view" : "the outlines of a second observer")
                            + ", the masks are those of " + first.get(0).getFileName() + "."));
        }
        return told;
    }

    private static List<Path> named(Folder folder, Predicate<String> word) {
        return folder.folders().stream().filter(f -> word.test(word(f))).toList();
    }

    private static Optional<Folder> only(Folder folder, List<Path> named, String what) {
        List<Path> all = named.size() < 2
                ? named
                : named.stream().filter(ImagesMasksLayout::mayHoldPictures).toList();
        if (all.size() > 1) {
            throw new BadFileException(
                    folder.path(),
                    "several folders that may hold the " + what + ": "
                            + all.stream().map(Path::getFileName).toList(),
                    "keep one of them, or list the pairs in a manifest.csv");
        }
        return all.stream().findFirst().map(Folder::of);
    }

    private static boolean mayHoldPictures(Path path) {
        Folder folder = Folder.of(path);
        return !folder.pictures().isEmpty() || !folder.folders().isEmpty();
    }

    /** Returns the name of a folder in lower case without spaces, hyphens and underscores. */
    static String word(Path folder) {
        return folder.getFileName().toString().toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
    }
}
