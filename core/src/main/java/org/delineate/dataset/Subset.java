package org.delineate.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.delineate.file.Csv;
import org.delineate.file.UnreadableFileException;
import org.delineate.random.SplitMix64;

/** Some cases of a data set: chosen at random in equal shares of each class, listed in a manifest, or copied. */
public final class Subset {
    private static final List<String> HEADER = List.of("image", "mask", "group", "split", "class", "mask-values");

    private Subset() {}

    /**
     * Chooses cases, of each class in proportion.
     *
     * @throws IllegalArgumentException where the data set has fewer
     */
    public static List<Case> of(Dataset dataset, int limit, long seed) {
        List<Case> all = dataset.cases();
        if (limit < 1 || limit > all.size()) {
            throw new IllegalArgumentException(
                    "a subset of " + dataset.name() + " has 1 to " + all.size() + " cases, not " + limit);
        }
        SplitMix64 random = SplitMix64.seeded(seed);
        Map<String, List<Case>> classes =
                all.stream().collect(Collectors.groupingBy(Case::label, TreeMap::new, Collectors.toList()));
        record Place(double share, Case one) {}
        List<Place> order = new ArrayList<>();
        for (List<Case> of : classes.values()) {
            List<Case> left = new ArrayList<>(of);
            for (int i = 0; i < of.size(); i++) {
                // the middles of as many equal parts as the class has cases: any beginning has its share of each
                order.add(new Place((i + 0.5) / of.size(), left.remove(random.below(left.size()))));
            }
        }
        order.sort(Comparator.comparingDouble(Place::share));
        return order.stream()
                .limit(limit)
                .map(Place::one)
                .sorted(Comparator.comparing(Case::name))
                .toList();
    }

    /** Lists cases in a manifest, with paths from its folder on. */
    public static void writeManifest(Path table, Dataset dataset, List<Case> cases) {
        Path folder = table.toAbsolutePath().normalize().getParent();
        String rule =
                dataset.masks().values() == null ? "" : dataset.masks().values().toString();
        Csv.write(
                table,
                HEADER,
                cases.stream()
                        .map(c -> List.of(
                                path(folder, c.image()),
                                c.masks().stream().map(m -> path(folder, m)).collect(Collectors.joining(";")),
                                c.group(),
                                c.part(),
                                c.label(),
                                c == cases.get(0) ? rule : "")));
    }

    private static String path(Path folder, Path file) {
        return folder.relativize(file.toAbsolutePath().normalize()).toString().replace('\\', '/');
    }

    /**
     * Copies the files of cases into a folder that does not exist yet, arranged as where they come from, with a
     * manifest.
     *
     * @return the manifest
     */
    public static Path copy(Path folder, Dataset dataset, List<Case> cases) {
        if (Files.exists(folder)) {
            throw new IllegalArgumentException(folder + " is there already; give another folder");
        }
        Path root = dataset.root().toAbsolutePath().normalize();
        Set<Path> files = new HashSet<>();
        List<Case> copies = cases.stream()
                .map(c -> new Case(
                        c.name(),
                        copy(c.image(), root, folder, files),
                        c.masks().stream()
                                .map(m -> copy(m, root, folder, files))
                                .toList(),
                        c.label(),
                        c.group(),
                        c.part()))
                .toList();
        Path table = folder.resolve("manifest.csv");
        writeManifest(table, dataset, copies);
        return table;
    }

    private static Path copy(Path file, Path root, Path folder, Set<Path> done) {
        Path whole = file.toAbsolutePath().normalize();
        Path from = whole.startsWith(root) ? root.relativize(whole) : whole.getFileName();
        Path to = folder.resolve(from);
        try {
            if (done.add(to)) {
                Files.createDirectories(to.getParent());
                Files.copy(whole, to);
            }
            return to;
        } catch (IOException e) {
            throw new UnreadableFileException(whole, e);
        }
    }
}
