package org.delineate.dataset;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.delineate.file.BadFileException;
import org.delineate.file.Csv;
import org.delineate.file.FileNames;
import org.delineate.file.Printable;
import org.delineate.file.RegularFile;
import org.delineate.image.MaskValues;

/**
 * A manifest lists every pair in a table, for data that match no other layout: columns image, mask and, optionally,
 * group, split, class, mask-values.
 *
 * <p>Paths are relative to the table's folder; several masks of a picture are separated by ";"; a picture without mask
 * is normal: it has no lesion. The column mask-values holds what the values of all masks mean ({@link MaskValues}),
 * once.
 */
final class ManifestTable {
    private static final String FILE = "manifest.csv";
    static final Layout LAYOUT = new Layout(
            "manifest",
            FILE + " with columns image, mask[, group, split, class, mask-values]; several masks separated by \";\"",
            ManifestTable::read);
    private static final List<String> REQUIRED = List.of("image", "mask");
    private static final List<String> OPTIONAL = List.of("group", "split", "class", "mask-values");

    /** Matches the name of one mask of several: X_mask_1. */
    private static final Pattern NUMBERED_MASK =
            Pattern.compile("(.*(?:mask|segmentation|lesion|label|anno|gt))_\\d+", Pattern.CASE_INSENSITIVE);

    private ManifestTable() {}

    private static Optional<FoundCases> read(Folder folder) {
        return folder.file(FILE).map(ManifestTable::read);
    }

    /**
     * Reads the cases of a manifest.
     *
     * @throws BadFileException where a column or a file is missing; the message names the row
     */
    static FoundCases read(Path table) {
        List<Map<String, String>> rows = Csv.readColumns(table, REQUIRED);
        if (rows.isEmpty()) {
            throw new BadFileException(table, "no picture with a mask", "list a picture in each row");
        }
        MaskValues values = maskValues(table, rows);
        Set<String> stems = new HashSet<>();
        for (int i = 0; i < rows.size(); i++) {
            stems.add(Folder.stem(file(table, rows.get(i).get("image"), i + 2)));
        }
        boolean distinct = stems.size() == rows.size();
        Set<String> unread = new LinkedHashSet<>();
        List<Case> cases = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Map<String, String> row : rows) {
            Case next = read(table, row, cases.size() + 2, distinct);
            if (!names.add(next.name())) {
                throw new BadFileException(
                        table,
                        "row " + (cases.size() + 2) + " gives a second case the name " + Printable.quoted(next.name()),
                        "list each picture once, or rename one of the files");
            }
            cases.add(next);
            unread.addAll(row.keySet());
        }
        unread.removeAll(REQUIRED);
        unread.removeAll(OPTIONAL);
        FoundCases found = FoundCases.of(cases, leftOut(cases)).withMaskValues(values);
        return unread.isEmpty()
                ? found
                : found.withRemarks(List.of("Columns of the manifest that are not read: "
                        + Printable.plain(String.join(", ", unread)) + "."));
    }

    /** Finds masks of listed pictures, by their names, that no row lists: X_mask_1.png beside X_mask.png. */
    private static List<Path> leftOut(List<Case> cases) {
        Set<Path> listed = new HashSet<>();
        cases.forEach(c -> {
            listed.add(c.image());
            listed.addAll(c.masks());
        });
        Map<Path, SortedMap<String, Path>> folders = new HashMap<>();
        Set<Path> others = new TreeSet<>();
        for (Case c : cases) {
            Map<String, Path> images = folders.computeIfAbsent(c.image().getParent(), ManifestTable::pictures);
            for (Path mask : c.masks()) {
                Matcher numbered = NUMBERED_MASK.matcher(Folder.stem(mask));
                String first = numbered.matches() ? numbered.group(1) : Folder.stem(mask);
                folders.computeIfAbsent(mask.getParent(), ManifestTable::pictures)
                        .subMap(first, first + "_:") // ":" follows "9"
                        .forEach((stem, file) -> {
                            boolean same = stem.equals(first) || stem.matches(Pattern.quote(first) + "_\\d+");
                            boolean ofAnother =
                                    !mask.getParent().equals(c.image().getParent()) && images.containsKey(stem);
                            if (same && !ofAnother) {
                                others.add(file);
                            }
                        });
            }
        }
        others.removeAll(listed);
        return List.copyOf(others);
    }

    private static SortedMap<String, Path> pictures(Path folder) {
        SortedMap<String, Path> pictures = new TreeMap<>();
        Folder.of(folder).pictures().forEach(p -> pictures.put(Folder.stem(p), p));
        return pictures;
    }

    private static MaskValues maskValues(Path table, List<Map<String, String>> rows) {
        List<String> told = rows.stream()
                .map(r -> r.getOrDefault("mask-values", ""))
                .filter(v -> !v.isBlank())
                .distinct()
                .toList();
        if (told.size() > 1) {
            throw new BadFileException(
                    table,
                    "the column mask-values holds " + told.size() + " rules, for instance "
                            + Printable.quoted(told.get(0)) + " and " + Printable.quoted(told.get(1)),
                    "all masks of a data set are read by one");
        }
        try {
            return told.isEmpty() ? null : MaskValues.parse(told.get(0));
        } catch (IllegalArgumentException e) {
            throw new BadFileException(table, e.getMessage(), "or leave the column empty", e);
        }
    }

    private static Case read(Path table, Map<String, String> row, int number, boolean distinctStems) {
        String image = row.get("image");
        String split = row.getOrDefault("split", "");
        if (!split.isEmpty() && PartNames.of(split).isEmpty()) {
            throw new BadFileException(
                    table, "row " + number + " has the split " + Printable.quoted(split), "write train, val or test");
        }
        Path relative = Path.of(image.replace('\\', '/')).normalize();
        String stem = Folder.stem(relative);
        String name = distinctStems || relative.getParent() == null
                ? stem
                : relative.getParent().toString().replace('\\', '/') + "/" + stem;
        return new Case(
                name,
                file(table, image, number),
                Arrays.stream(row.get("mask").split(";"))
                        .filter(m -> !m.isBlank())
                        .map(m -> file(table, m.strip(), number))
                        .toList(),
                row.getOrDefault("class", ""),
                row.getOrDefault("group", ""),
                PartNames.of(split));
    }

    private static Path file(Path table, String cell, int number) {
        String name = cell.replace('\\', '/');
        try {
            for (String written : spellings(name)) {
                Path file = table.resolveSibling(written).normalize();
                if (!cell.isEmpty() && Files.exists(file) && !Files.isDirectory(file)) {
                    return RegularFile.require(file);
                }
            }
        } catch (BadFileException e) {
            throw new BadFileException(
                    table, "row " + number + " names " + e.rule() + ": " + Printable.quoted(cell), "name a file", e);
        } catch (InvalidPathException e) {
            throw missing(table, cell, number, e);
        }
        throw missing(table, cell, number, null);
    }

    /** Gives the name as it stands, with composed letters and with separate accents, as macOS stores it. */
    private static Set<String> spellings(String name) {
        return new LinkedHashSet<>(
                List.of(name, FileNames.composed(name), Normalizer.normalize(name, Normalizer.Form.NFD)));
    }

    private static BadFileException missing(Path table, String cell, int number, Exception cause) {
        return new BadFileException(
                table,
                "row " + number + " names a file that does not exist: " + Printable.quoted(cell),
                "paths are relative to the manifest's folder",
                cause);
    }
}
