package org.delineate.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The names of the Montgomery and Shenzhen radiographs end in the finding; Montgomery has a mask for each lung. */
final class ChestXrayLayout {
    static final Layout LAYOUT = new Layout(
            "chest-xray",
            "{CXR_png,images}/{CHNCXR,MCUCXR}_<4 digits>_<0|1>.png with {masks,mask}/<stem>[_mask].png"
                    + " or ManualMask/{leftMask,rightMask}/<stem>.png",
            ChestXrayLayout::read);
    private static final Pattern NAME = Pattern.compile("(?:CHN|MCU)CXR_\\d{4}_([01])", Pattern.CASE_INSENSITIVE);

    private ChestXrayLayout() {}

    private static Optional<FoundCases> read(Folder folder) {
        Optional<Folder> images = ImagesMasksLayout.images(folder)
                .filter(f -> f.pictures().stream().anyMatch(p -> matcher(p).matches()));
        Optional<Folder> lungs = folder.folder("ManualMask");
        if (images.isEmpty()) {
            return Optional.empty();
        }
        List<Path> pictures = images.get().pictures();
        Optional<FoundCases> found = lungs.isPresent()
                ? lungs.map(l -> bothLungs(pictures, side(l, "leftMask"), side(l, "rightMask")))
                : ImagesMasksLayout.masks(folder).map(m -> ImageMaskPairing.of(pictures, m.pictures()));
        return found.filter(f -> !f.cases().isEmpty()).map(f -> f.withLabels(ChestXrayLayout::finding));
    }

    private static List<Path> side(Folder lungs, String name) {
        return lungs.folder(name).map(Folder::pictures).orElse(List.of());
    }

    /** Unites the masks of both lungs; a picture with one of them only is no case, half of its truth is missing. */
    private static FoundCases bothLungs(List<Path> pictures, List<Path> left, List<Path> right) {
        Map<String, List<Path>> masks = new TreeMap<>();
        Stream.concat(left.stream(), right.stream())
                .forEach(m -> masks.computeIfAbsent(Folder.stem(m), s -> new ArrayList<>())
                        .add(m));
        List<Case> cases = new ArrayList<>();
        for (Path picture : pictures) {
            String name = Folder.stem(picture);
            if (masks.getOrDefault(name, List.of()).size() == 2) {
                cases.add(new Case(name, picture, masks.remove(name), "", "", ""));
            }
        }
        return FoundCases.of(
                cases, masks.values().stream().flatMap(List::stream).toList());
    }

    private static String finding(Case c) {
        Matcher m = matcher(c.image());
        return !m.matches() ? "" : m.group(1).equals("0") ? "normal" : "abnormal";
    }

    private static Matcher matcher(Path picture) {
        return NAME.matcher(Folder.stem(picture));
    }
}
