package org.delineate.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.delineate.file.FileNames;

/** Every picture has a folder, as in the Data Science Bowl 2018 with many masks and in PH2 with one. */
final class CaseFoldersLayout {
    static final Layout LAYOUT = new Layout(
            "case-folders",
            "<case>/images/<case>.* with <case>/masks/*, or <case>/<case>_Dermoscopic_Image/<case>.bmp"
                    + " with <case>/<case>_lesion/*",
            CaseFoldersLayout::read);

    private CaseFoldersLayout() {}

    private static Optional<FoundCases> read(Folder folder) {
        List<Case> cases = new ArrayList<>();
        for (Path path : folder.folders()) {
            read(path).ifPresent(cases::add);
        }
        return cases.isEmpty() ? Optional.empty() : Optional.of(FoundCases.of(cases, List.of()));
    }

    private static Optional<Case> read(Path path) {
        String name = path.getFileName().toString();
        Folder folder = Folder.of(path);
        List<Path> images = inside(folder, "images", name + "_dermoscopic_image")
                .filter(f -> Folder.key(f).equals(FileNames.composed(name)))
                .toList();
        List<Path> masks = inside(folder, "masks", name + "_lesion").toList();
        return images.size() == 1 && !masks.isEmpty()
                ? Optional.of(new Case(name, images.get(0), masks, "", "", ""))
                : Optional.empty();
    }

    private static Stream<Path> inside(Folder folder, String one, String other) {
        return Stream.of(one, other.toLowerCase(Locale.ROOT))
                .flatMap(n -> folder.folder(n).stream())
                .flatMap(f -> f.pictures().stream());
    }
}
