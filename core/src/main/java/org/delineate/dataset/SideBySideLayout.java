package org.delineate.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Pictures and masks lie in one folder and differ by the affix of the mask: a.bmp and a_anno.bmp. */
final class SideBySideLayout {
    static final Layout LAYOUT = new Layout(
            "side-by-side",
            "<stem>.* with <stem>_mask[_<m>].* (or _segmentation, _lesion, _gt, _anno, _label) in the same folder",
            SideBySideLayout::read);

    private SideBySideLayout() {}

    private static Optional<FoundCases> read(Folder folder) {
        List<Path> masks = folder.pictures().stream()
                .filter(p -> !ImageMaskPairing.MaskName.of(p).style().isEmpty())
                .toList();
        List<Path> images =
                folder.pictures().stream().filter(p -> !masks.contains(p)).toList();
        return Optional.of(ImageMaskPairing.of(images, masks))
                .filter(found -> !found.cases().isEmpty());
    }
}
