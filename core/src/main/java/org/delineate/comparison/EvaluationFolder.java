package org.delineate.comparison;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.file.Printable;
import org.delineate.report.CaseScores;
import org.delineate.report.PerImageFile;
import org.delineate.report.Protocol;

/** Finds the evaluations of runs and reads them as results. */
public final class EvaluationFolder {
    private static final String SCORES = "scores.json";
    private static final String PER_IMAGE = "per-image.csv";
    private static final String INSIDE_A_RUN = "evaluation";

    private EvaluationFolder() {}

    /** Is a folder with the name that its result gets; "" where nobody named it. */
    private record Named(String name, Path folder) {
        static Named of(String text) {
            int equals = text.indexOf('=');
            if (equals < 0 || Files.exists(Path.of(text))) {
                return new Named("", Path.of(text));
            }
            if (text.substring(0, equals).isBlank()) {
                throw new IllegalArgumentException(
                        Printable.quoted(text) + " has no name before '='; write NAME=FOLDER");
            }
            return new Named(text.substring(0, equals).strip(), Path.of(text.substring(equals + 1)));
        }
    }

    /**
     * Reads several results.
     *
     * @param folders of runs with an evaluation in them, or of evaluations; NAME=FOLDER names the result. Without one
     *     it has that of its folder, with so many of the folders above it that no two are equal
     * @throws BadFileException where a folder holds no evaluation, or a damaged one
     * @throws IllegalArgumentException where one folder is given twice, or two have one name
     */
    public static List<Result> read(List<String> folders) {
        List<Named> named = folders.stream().map(Named::of).toList();
        List<Path> evaluations = named.stream().map(n -> find(n.folder)).toList();
        List<String> names = names(named, evaluations);
        return IntStream.range(0, named.size())
                .mapToObj(i -> read(names.get(i), evaluations.get(i)))
                .toList();
    }

    private static Path find(Path folder) {
        for (Path candidate : List.of(folder, folder.resolve(INSIDE_A_RUN))) {
            if (Files.exists(candidate.resolve(SCORES)) && Files.exists(candidate.resolve(PER_IMAGE))) {
                return candidate.toAbsolutePath().normalize();
            }
        }
        throw new BadFileException(
                folder,
                (Files.isDirectory(folder) ? "no evaluation" : "no folder") + ": " + SCORES + " and " + PER_IMAGE
                        + " are neither in it nor in its folder " + INSIDE_A_RUN,
                "run `delineate evaluate --model " + folder.resolve("model.safetensors") + " --data DIR --out "
                        + folder.resolve(INSIDE_A_RUN) + "`, or give the --out of an evaluation");
    }

    private static List<String> names(List<Named> named, List<Path> evaluations) {
        if (new HashSet<>(evaluations).size() < evaluations.size()) {
            throw new IllegalArgumentException("one evaluation is given twice; give each folder once");
        }
        for (int folders = 1; ; folders++) {
            List<String> names = new ArrayList<>();
            int longest = 0;
            for (int i = 0; i < named.size(); i++) {
                Path run = evaluations.get(i).endsWith(INSIDE_A_RUN)
                        ? evaluations.get(i).getParent()
                        : evaluations.get(i);
                longest = Math.max(longest, run.getNameCount());
                names.add(named.get(i).name.isEmpty() ? last(run, folders) : named.get(i).name);
            }
            if (new HashSet<>(names).size() == names.size()) {
                return names;
            }
            if (folders >= longest) {
                throw new IllegalArgumentException(
                        "results need different names, got " + names + "; write NAME=FOLDER");
            }
        }
    }

    private static String last(Path path, int folders) {
        int count = path.getNameCount();
        return count == 0
                ? path.toString()
                : path.subpath(Math.max(0, count - folders), count).toString();
    }

    /**
     * Reads one result; leaves out images that the network has seen, where the evaluation scored them apart.
     *
     * @param evaluation the folder with per-image.csv and scores.json
     * @throws BadFileException where it is damaged
     */
    public static Result read(String name, Path evaluation) {
        Path scores = evaluation.resolve(SCORES);
        Protocol protocol = protocol(scores);
        List<CaseScores> all = PerImageFile.read(evaluation.resolve(PER_IMAGE));
        Protocol.SeenImages seen = protocol.data().selection().seen();
        List<CaseScores> cases = seen == null || !seen.scored().equals("unseen")
                ? all
                : all.stream().filter(c -> !c.seen().isSeen()).toList();
        if (cases.size() != protocol.data().images()) {
            throw new BadFileException(
                    scores,
                    "it tells of " + protocol.data().images() + " scored images, and " + PER_IMAGE + " beside it of "
                            + cases.size(),
                    "evaluate again");
        }
        return new Result(name, protocol, cases, all.size() - cases.size());
    }

    private static Protocol protocol(Path scores) {
        JsonNode tree = Json.tree(scores).path("protocol");
        try {
            Protocol protocol = Json.convert(tree, Protocol.class);
            if (protocol == null
                    || protocol.data() == null
                    || protocol.model() == null
                    || protocol.input() == null
                    || protocol.decision() == null
                    || protocol.run() == null) {
                throw new IllegalArgumentException("no protocol, or parts of it are missing");
            }
            return protocol;
        } catch (IllegalArgumentException e) {
            throw new BadFileException(scores, e.getMessage(), "evaluate again with this version", e);
        }
    }
}
