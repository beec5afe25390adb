package org.delineate.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.delineate.nn.SafeTensors;

/**
 * The folders {@code step-000123/} of a run, and {@code LAST}, which names the newest complete one.
 *
 * <p>Order of writing: the files, each forced; the folder renamed into place and forced; {@code LAST} replaced atomically; then
 * folders older than the last three deleted. A kill at any moment leaves a complete checkpoint that LAST names.
 */
public final class Checkpoint {
    private static final int KEPT = 3;
    private static final String LAST = "LAST";
    private static final String STATE = "state.json";

    /**
     * @param sha256 of each file of the folder
     * @param config the run's configuration, so that another one is not resumed by mistake
     */
    private record State(Progress progress, JsonNode config, Map<String, String> sha256) {}

    /** What was read back. */
    public record Restored(Progress progress, Path folder, Map<String, SafeTensors> files) {}

    private Checkpoint() {}

    /** @param files content by name, without the ending */
    static void save(Path run, Progress progress, Object config, Map<String, List<SafeTensors.Entry>> files) {
        String name = String.format("step-%06d", progress.step());
        Path building = run.resolve(name + ".tmp");
        Path folder = run.resolve(name);
        try {
            delete(building);
            Files.createDirectories(building);
            Map<String, String> hashes = new TreeMap<>();
            files.forEach((file, entries) -> {
                Path path = building.resolve(file + ".safetensors");
                SafeTensors.write(path, Map.of(), entries);
                hashes.put(file, Hash.of(path));
            });
            State state = new State(progress, Json.parse(Json.line(config), JsonNode.class, run), hashes);
            AtomicFile.write(building.resolve(STATE), Json.pretty(state));
            delete(folder); // a leftover beyond LAST: its epoch was repeated after a kill
            Files.move(building, folder, StandardCopyOption.ATOMIC_MOVE);
            AtomicFile.force(run);
            AtomicFile.write(run.resolve(LAST), name);
            deleteOld(run, name);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the checkpoint " + folder + ": " + e.getMessage(), e);
        }
    }

    /** Is there something to resume? */
    public static boolean exists(Path run) {
        return Files.exists(run.resolve(LAST));
    }

    /** The folder that LAST names. */
    static Path last(Path run) {
        return run.resolve(text(run.resolve(LAST)));
    }

    /**
     * The newest checkpoint whose files have the hashes its state says; a damaged one is passed over with a note.
     *
     * @throws BadFileException when none is whole, or the configuration is another one
     */
    static Restored load(Path run, Object config, Consumer<String> note) {
        JsonNode wanted = Json.parse(Json.line(config), JsonNode.class, run);
        String last = text(run.resolve(LAST));
        for (Path folder : folders(run)) {
            if (folder.getFileName().toString().compareTo(last) > 0) {
                continue; // beyond LAST: never declared complete
            }
            try {
                State state = Json.read(folder.resolve(STATE), State.class);
                if (!state.config().equals(wanted)) {
                    throw new IllegalArgumentException("the run in " + run
                            + " has another configuration or data: resume it with its own config.json, or choose"
                            + " another --out");
                }
                Map<String, SafeTensors> files = new TreeMap<>();
                state.sha256().forEach((name, hash) -> {
                    Path file = folder.resolve(name + ".safetensors");
                    if (!Hash.of(file).equals(hash)) {
                        throw new BadFileException(file, "its SHA-256 is not the one in " + STATE, "it is damaged");
                    }
                    files.put(name, SafeTensors.read(file));
                });
                return new Restored(state.progress(), folder, files);
            } catch (BadFileException | UncheckedIOException e) {
                note.accept(
                        "checkpoint " + folder.getFileName() + " is damaged, taking the one before: " + e.getMessage());
            }
        }
        throw new BadFileException(run, "no whole checkpoint", "start again without --resume in another folder");
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).strip();
        } catch (NoSuchFileException e) {
            throw new BadFileException(file, "no such file", "there is nothing to resume; train without --resume", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Newest first. */
    private static List<Path> folders(Path run) {
        try (Stream<Path> all = Files.list(run)) {
            return all.filter(p -> p.getFileName().toString().matches("step-\\d{6,}"))
                    .sorted(Comparator.comparing((Path p) -> p.getFileName().toString())
                            .reversed())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void deleteOld(Path run, String newest) throws IOException {
        List<Path> complete = folders(run).stream()
                .filter(p -> p.getFileName().toString().compareTo(newest) <= 0)
                .toList();
        for (Path old : complete.subList(Math.min(KEPT, complete.size()), complete.size())) {
            delete(old);
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
