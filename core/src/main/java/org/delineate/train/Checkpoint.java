package org.delineate.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Hash;
import org.delineate.file.Json;

/**
 * Saves and restores the state of a run in folders {@code step-000123/}: tensors, and {@code state.json} with the
 * hashes of all.
 *
 * <p>A folder is written under another name, each file of it is forced to disk, and one atomic rename gives it its own;
 * only then are folders older than the last three deleted. So a kill at any moment leaves a complete one, and one that
 * is damaged later is known by its hashes and passed over.
 */
public final class Checkpoint {
    private static final int KEPT = 3;
    private static final String PREFIX = "step-";
    private static final String STATE = "state.json";

    /**
     * Holds what a run needs beside its tensors.
     *
     * @param config identity of the run, so that no other is resumed by mistake
     * @param sha256 of each file of tensors
     */
    private record Content(Progress progress, JsonNode config, Map<String, String> sha256) {}

    /** Is the document state.json. @param sha256 of the content in one line, so that no flipped digit goes unseen */
    private record State(Content content, String sha256) {}

    /** Holds what was read back. @param changes of the configuration since it was saved */
    record Restored(Progress progress, Path folder, Map<String, SafeTensors> files, List<ChangedValue> changes) {}

    /** Does one operation of a save; tests stop after each. */
    interface Step {
        void run() throws IOException;
    }

    private Checkpoint() {}

    /**
     * Saves a checkpoint; one at a step, since the folder has the name of the step.
     *
     * @param files tensors by the file's name, without the ending
     */
    static void save(Path run, Progress progress, Object config, Map<String, List<SafeTensors.Entry>> files) {
        try {
            for (Step step : steps(run, progress, config, files)) {
                step.run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write a checkpoint in " + run + ": " + e.getMessage(), e);
        }
    }

    /** Lists the operations of a save in their order. */
    static List<Step> steps(Path run, Progress progress, Object config, Map<String, List<SafeTensors.Entry>> files) {
        Path building = run.resolve("step.tmp");
        Path folder = run.resolve(String.format(Locale.ROOT, PREFIX + "%06d", progress.step()));
        Map<String, String> hashes = new TreeMap<>();
        List<Step> steps = new ArrayList<>();
        steps.add(() -> delete(building)); // left by a kill
        steps.add(() -> Files.createDirectories(building));
        files.forEach((name, entries) -> steps.add(() -> {
            Path file = building.resolve(name + ".safetensors");
            SafeTensors.write(file, Map.of(), entries);
            hashes.put(name, Hash.of(file));
        }));
        steps.add(() -> {
            Content content = new Content(progress, tree(config), hashes);
            State state = new State(content, Hash.of(Json.line(content)));
            AtomicFile.write(building.resolve(STATE), Json.pretty(state));
        });
        steps.add(() -> delete(folder)); // damaged, else the run would not have come to this step again
        steps.add(() -> Files.move(building, folder, StandardCopyOption.ATOMIC_MOVE));
        steps.add(() -> AtomicFile.force(run));
        steps.add(() -> deleteOld(folder));
        return steps;
    }

    /** Says whether a folder has a checkpoint to resume from. */
    public static boolean exists(Path run) {
        return !folders(run).isEmpty();
    }

    /** Says whether a folder has a checkpoint with a finished step: before the first, a run can begin again. */
    public static boolean hasSteps(Path run) {
        return folders(run).stream().anyMatch(folder -> number(folder) > 0);
    }

    /** Finds the newest checkpoint of a run that has one. */
    static Path newest(Path run) {
        return folders(run).get(0);
    }

    /**
     * Reads the newest checkpoint whose files have the hashes stated; a damaged one is passed over with a note.
     *
     * @throws IllegalArgumentException when the configuration has other values than a run may change
     * @throws BadFileException when none is whole
     */
    static Restored load(Path run, Object config, Consumer<String> note) {
        for (Path folder : folders(run)) {
            try {
                return read(folder, tree(config));
            } catch (BadFileException | UncheckedIOException e) {
                note.accept(folder.getFileName() + " is damaged, taking the checkpoint before it: " + e.getMessage());
            }
        }
        throw new BadFileException(run, "no whole checkpoint", "start again in another folder");
    }

    private static Restored read(Path folder, JsonNode config) {
        State state = Json.read(folder.resolve(STATE), State.class);
        Content content = state.content();
        verify(folder.resolve(STATE), Hash.of(Json.line(content)), state.sha256());
        List<ChangedValue> changes = ChangedValue.between(content.config(), config);
        ChangedValue.requireFree(folder.getParent(), changes);
        Map<String, SafeTensors> files = new TreeMap<>();
        content.sha256().forEach((name, hash) -> {
            Path file = folder.resolve(name + ".safetensors");
            verify(file, Hash.of(file), hash);
            files.put(name, SafeTensors.read(file));
        });
        return new Restored(content.progress(), folder, files, changes);
    }

    private static void verify(Path file, String found, String stated) {
        if (!found.equals(stated)) {
            throw new BadFileException(file, "its SHA-256 is not the stated one", "restore it from a copy");
        }
    }

    static JsonNode tree(Object config) {
        return Json.parse(Json.line(config), JsonNode.class, Path.of("configuration"));
    }

    /** Lists the folders of checkpoints, the newest first, without one that is being written. */
    private static List<Path> folders(Path run) {
        if (!Files.isDirectory(run)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(run)) {
            return all.filter(p -> p.getFileName().toString().matches(PREFIX + "\\d{6,18}"))
                    .sorted(Comparator.comparingLong(Checkpoint::number).reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(Path folder) {
        return Long.parseLong(folder.getFileName().toString().substring(PREFIX.length()));
    }

    /** Deletes all but the last. Later ones were damaged and passed over: they stay until their step comes again. */
    private static void deleteOld(Path newest) throws IOException {
        List<Path> old = folders(newest.getParent()).stream()
                .filter(p -> number(p) <= number(newest))
                .skip(KEPT)
                .toList();
        for (Path folder : old) {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path p : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(p);
            }
        }
    }
}
