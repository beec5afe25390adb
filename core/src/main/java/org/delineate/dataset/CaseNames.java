package org.delineate.dataset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.delineate.file.UnreadableFileException;

/** Finds the cases that a published list means: by name, by stem, or by path, each with or without the picture's suffix. */
final class CaseNames {
    private final Map<String, Case> byName = new HashMap<>();
    private final Map<String, List<Case>> byStem = new HashMap<>();

    CaseNames(List<Case> cases) {
        for (Case c : cases) {
            byName.put(c.name(), c);
            byStem.computeIfAbsent(Folder.stem(c.image()), s -> new ArrayList<>())
                    .add(c);
        }
    }

    /**
     * The lines of a list that are not blank, trimmed.
     *
     * @throws BadFileException where it is longer than the limit
     */
    static List<String> lines(Path list) {
        try {
            String text = new String(Files.readAllBytes(list), StandardCharsets.UTF_8);
            List<String> lines = text.replace("\uFEFF", "")
                    .lines()
                    .map(String::strip)
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
        } catch (IOException e) {
            throw new UnreadableFileException(list, e);
        }
    }

    /** What lines mean: the names found, and the lines that mean no case, several, or one that an earlier line means. */
    record Resolved(List<String> names, List<String> problems) {}

    Resolved resolve(List<String> lines) {
        List<String> names = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String line : lines) {
            String name = find(line);
            if (name.isEmpty()) {
                problems.add("\"" + line + "\" (no such case, or several)");
            } else if (!seen.add(name)) {
                problems.add("\"" + line + "\" (stands twice)");
            } else {
                names.add(name);
            }
        }
        return new Resolved(names, problems);
    }

    /** The name of the one case that the line means, "" where there is none or more than one. */
    private String find(String line) {
        String path = line.replace('\\', '/');
        String bare = Folder.isPictureName(path) ? path.substring(0, path.lastIndexOf('.')) : path;
        for (String name : List.of(line, bare)) {
            if (byName.containsKey(name)) {
                return name;
            }
        }
        String[] wanted = bare.split("/");
        List<Case> best = List.of();
        int most = 0;
        for (Case c : byStem.getOrDefault(wanted[wanted.length - 1], List.of())) {
            int common = common(wanted, c.image());
            if (common >= most) {
                best = common > most ? new ArrayList<>() : best;
                best.add(c);
                most = common;
            }
        }
        return best.size() == 1 ? best.get(0).name() : "";
    }

    /** Trailing components that the wanted path and the picture's have in common. */
    private static int common(String[] wanted, Path image) {
        int n = 1;
        while (n < wanted.length
                && n < image.getNameCount()
                && image.getName(image.getNameCount() - 1 - n).toString().equals(wanted[wanted.length - 1 - n])) {
            n++;
        }
        return n;
    }
}
