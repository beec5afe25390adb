package org.delineate.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.delineate.file.BadFileException;
import org.delineate.file.FileNames;
import org.delineate.file.Limits;
import org.delineate.file.Printable;
import org.delineate.file.TextFile;

/** Finds the cases of a published list: by name, stem or path, each with or without the suffix of the picture. */
final class CaseLookup {
    private final Map<String, Case> byName = new HashMap<>();
    private final Map<String, List<Case>> byStem = new HashMap<>();

    CaseLookup(List<Case> cases) {
        for (Case c : cases) {
            byName.put(c.name(), c);
            byStem.computeIfAbsent(Folder.key(c.image()), s -> new ArrayList<>())
                    .add(c);
        }
    }

    /**
     * Reads the lines of a list that are not blank, trimmed.
     *
     * @throws BadFileException where it is longer than the limit
     */
    static List<String> lines(Path list) {
        List<String> lines = TextFile.read(list, Limits.DEFAULT.texts().listBytes())
                .lines()
                .map(line -> FileNames.composed(line.strip()))
                .filter(l -> !l.isEmpty())
                .toList();
        if (lines.size() > Limits.DEFAULT.texts().listLines()) {
            throw new BadFileException(
                    list,
                    lines.size() + " lines; a list has at most "
                            + Limits.DEFAULT.texts().listLines(),
                    "is this the right file?");
        }
        return lines;
    }

    /** Holds the names found, and the lines that match no case, several, or the case of an earlier line. */
    record Resolved(List<String> names, List<String> problems) {}

    Resolved resolve(List<String> lines) {
        List<String> names = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String line : lines) {
            String name = find(line);
            if (name.isEmpty()) {
                problems.add(Printable.quoted(line) + " (no such case, or several)");
            } else if (!seen.add(name)) {
                problems.add(Printable.quoted(line) + " (is listed twice)");
            } else {
                names.add(name);
            }
        }
        return new Resolved(names, problems);
    }

    /** Finds the name of the one case that matches a line; gives "" where none or several match. */
    private String find(String line) {
        String path = line.replace('\\', '/');
        String bare = Folder.isPictureName(path) ? path.substring(0, path.lastIndexOf('.')) : path;
        for (String name : List.of(line, bare)) {
            if (byName.containsKey(name)) {
                return name;
            }
        }
        String[] parts = bare.split("/");
        if (parts.length == 0) { // of nothing but slashes
            return "";
        }
        List<Case> best = List.of();
        int most = 0;
        for (Case c : byStem.getOrDefault(parts[parts.length - 1], List.of())) {
            int common = common(parts, c.image());
            if (common >= most) {
                best = common > most ? new ArrayList<>() : best;
                best.add(c);
                most = common;
            }
        }
        return best.size() == 1 ? best.get(0).name() : "";
    }

    /** Counts the trailing components that a path has in common with that of a picture. */
    private static int common(String[] parts, Path image) {
        int n = 1;
        while (n < parts.length
                && n < image.getNameCount()
                && FileNames.composed(
                                image.getName(image.getNameCount() - 1 - n).toString())
                        .equals(parts[parts.length - 1 - n])) {
            n++;
        }
        return n;
    }
}
