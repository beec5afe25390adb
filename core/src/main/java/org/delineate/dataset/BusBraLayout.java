package org.delineate.dataset;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.delineate.file.Csv;

/** BUS-BRA: the views of one patient share a number, which is their group; a table lists the findings. */
final class BusBraLayout {
    static final Layout LAYOUT = new Layout(
            "bus-bra", "Images/bus_<n>-<view>.png with Masks/mask_<n>-<view>.png and bus_data.csv", BusBraLayout::read);
    private static final Pattern NAME = Pattern.compile("bus_(\\d+)-[a-z]", Pattern.CASE_INSENSITIVE);

    private BusBraLayout() {}

    private static Optional<FoundCases> read(Folder folder) {
        Optional<Folder> images = folder.folder("Images")
                .filter(f -> f.pictures().stream().anyMatch(p -> matcher(p).matches()));
        Map<String, String> findings = new HashMap<>();
        Optional<Path> findingsTable = folder.file("bus_data.csv");
        findingsTable.ifPresent(table -> {
            for (Map<String, String> row : Csv.readColumns(table, List.of("id", "pathology"))) {
                findings.put(row.get("id"), row.get("pathology"));
            }
        });
        return images.flatMap(i -> folder.folder("Masks").map(m -> ImageMaskPairing.of(i.pictures(), m.pictures())))
                .filter(found -> !found.cases().isEmpty())
                .map(found -> found.withLabels(c -> findings.getOrDefault(c.name(), ""))
                        .withGroups(BusBraLayout::patient)
                        .withBesides(findingsTable.stream().toList()));
    }

    private static String patient(Case c) {
        Matcher m = matcher(c.image());
        return m.matches() ? m.group(1) : "";
    }

    private static Matcher matcher(Path picture) {
        return NAME.matcher(Folder.stem(picture));
    }
}
