package org.delineate.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pictures lie beside one folder of masks per class (the UNet++ family); the masks of all classes are united. */
final class ClassMasksLayout {
    static final Layout LAYOUT = new Layout(
            "images-class-masks",
            "images/<stem>.* with masks/<class>/<stem>[_mask].*, for instance masks/0",
            ClassMasksLayout::read);

    private ClassMasksLayout() {}

    private static Optional<FoundCases> read(Folder folder) {
        Optional<Folder> images =
                ImagesMasksLayout.images(folder).filter(f -> !f.pictures().isEmpty());
        Optional<Folder> masks = ImagesMasksLayout.masks(folder)
                .filter(f -> f.pictures().isEmpty() && !f.folders().isEmpty());
        if (images.isEmpty() || masks.isEmpty()) {
            return Optional.empty();
        }
        List<Path> pictures = images.get().pictures();
        List<Path> unmatched = new ArrayList<>();
        List<String> classes = new ArrayList<>();
        Map<String, Case> cases = new LinkedHashMap<>();
        for (Path path : masks.get().folders()) {
            Folder one = Folder.of(path);
            FoundCases found = ImageMaskPairing.of(pictures, one.pictures());
            found.cases().forEach(c -> cases.merge(c.name(), c, ClassMasksLayout::unite));
            unmatched.addAll(found.unmatchedMasks());
            classes.add(one.name() + " (" + found.cases().size() + " pictures)");
        }
        return cases.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        ImagesMasksLayout.withoutFields(folder, FoundCases.of(List.copyOf(cases.values()), unmatched))
                                .withRemarks(
                                        classes.size() == 1
                                                ? List.of()
                                                : List.of("The masks of these classes are united: "
                                                        + String.join(", ", classes) + ".")));
    }

    private static Case unite(Case a, Case b) {
        List<Path> masks = new ArrayList<>(a.masks());
        masks.addAll(b.masks());
        return new Case(a.name(), a.image(), masks, a.label(), a.group(), a.part());
    }
}
