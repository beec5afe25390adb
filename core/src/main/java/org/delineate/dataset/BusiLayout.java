package org.delineate.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * BUSI as published has benign, malignant and normal, each with pictures and masks side by side; normal = no lesion.
 */
final class BusiLayout {
    static final Layout LAYOUT = new Layout(
            "busi",
            "{benign,malignant,normal}/<class> (<n>).png with <class> (<n>)_mask[_<m>].png beside it",
            BusiLayout::read);
    private static final List<String> CLASSES = List.of("benign", "malignant", "normal");
    private static final Pattern FILE =
            Pattern.compile("(benign|malignant|normal) \\((\\d+)\\)(_mask(_\\d+)?)?\\.png", Pattern.CASE_INSENSITIVE);

    private BusiLayout() {}

    private static Optional<FoundCases> read(Folder folder) {
        Map<String, FoundCases> classes = new TreeMap<>();
        for (String label : CLASSES) {
            folder.folder(label)
                    .filter(f -> f.pictures().stream().anyMatch(p -> matcher(p).matches()))
                    .ifPresent(f -> classes.put(label, cases(f).withLabels(c -> label)));
        }
        return classes.isEmpty() ? Optional.empty() : Optional.of(FoundCases.join(classes));
    }

    private static FoundCases cases(Folder folder) {
        Map<String, Path> images = new TreeMap<>();
        Map<String, List<Path>> masks = new TreeMap<>();
        for (Path file : folder.pictures()) {
            Matcher m = matcher(file);
            if (m.matches()) {
                String name = m.group(1).toLowerCase(Locale.ROOT) + " (" + m.group(2) + ")";
                if (m.group(3) == null) {
                    images.put(name, file);
                } else {
                    masks.computeIfAbsent(name, n -> new ArrayList<>()).add(file);
                }
            }
        }
        List<Case> cases = new ArrayList<>();
        images.forEach((name, image) -> {
            List<Path> own = masks.remove(name);
            if (own != null || folder.name().equalsIgnoreCase("normal")) {
                cases.add(new Case(name, image, own == null ? List.of() : own, "", "", ""));
            }
        });
        return FoundCases.of(
                cases, masks.values().stream().flatMap(List::stream).toList());
    }

    private static Matcher matcher(Path file) {
        return FILE.matcher(file.getFileName().toString());
    }
}
