package org.delineate.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.delineate.file.BadFileException;

/** A folder of pictures lies beside a folder of masks. */
final class ImagesMasksLayout {
    static final Layout LAYOUT = new Layout(
            "images-masks",
            "images/<stem>.* with masks/<stem>[_mask|_segmentation|_lesion|_gt|_anno|_label].*"
                    + " (also image/mask, img/label, imgs/gts, Original/Ground Truth)",
            ImagesMasksLayout::read);
    private static final Set<String> IMAGES =
            Set.of("images", "image", "imgs", "img", "original", "originals", "input", "inputs", "cxrpng", "imgdir");
    private static final Set<String> MASKS = Set.of(
            "masks",
            "mask",
            "labels",
            "label",
            "gt",
            "gts",
            "groundtruth",
            "groundtruths",
            "annotations",
            "annotation",
            "segmentations",
            "segmentation",
            "anndir");

    private ImagesMasksLayout() {}

    private static Optional<FoundCases> read(Folder folder) {
        return images(folder)
                .flatMap(images -> masks(folder).map(masks -> ImageMaskPairing.of(images.pictures(), masks.pictures())))
                .filter(found -> !found.cases().isEmpty());
    }

    /**
     * Finds the one folder of pictures directly in this one.
     *
     * @throws BadFileException where there are several
     */
    static Optional<Folder> images(Folder folder) {
        return only(folder, IMAGES, "pictures");
    }

    /**
     * Finds the one folder of masks directly in this one.
     *
     * @throws BadFileException where there are several
     */
    static Optional<Folder> masks(Folder folder) {
        return only(folder, MASKS, "masks");
    }

    private static Optional<Folder> only(Folder folder, Set<String> words, String what) {
        List<Path> all =
                folder.folders().stream().filter(f -> words.contains(word(f))).toList();
        if (all.size() > 1) {
            throw new BadFileException(
                    folder.path(),
                    "several folders that may hold the " + what + ": "
                            + all.stream().map(Path::getFileName).toList(),
                    "keep one of them, or list the pairs in a manifest.csv");
        }
        return all.stream().findFirst().map(Folder::of);
    }

    private static String word(Path folder) {
        return folder.getFileName().toString().toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
    }
}
