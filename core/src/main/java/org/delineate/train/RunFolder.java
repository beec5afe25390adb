package org.delineate.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.delineate.dataset.audit.Familiarity;
import org.delineate.dataset.audit.SeenPictures;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.file.UnreadableFileException;

/** Names the files in the folder of a run, beside its checkpoints ({@link Checkpoint}). */
public record RunFolder(Path path) {
    /** The configuration of the run. */
    public Path config() {
        return path.resolve("config.json");
    }

    /** The cases that train and validate. */
    public Path split() {
        return path.resolve("split.json");
    }

    /** What the audit of the data set found. */
    public Path audit() {
        return path.resolve("audit.json");
    }

    private Path seenFile() {
        return path.resolve("seen-pictures.bin");
    }

    /** Stores the pictures that train and validate, which the models of the run will know; before its training. */
    public void write(SeenPictures seen) {
        AtomicFile.write(seenFile(), seen.bytes());
    }

    private Path appearance() {
        return path.resolve("appearance.json");
    }

    /** Stores how the training pictures look, where there are enough of them; before the training. */
    public void write(Optional<Familiarity> training) {
        training.ifPresent(f -> AtomicFile.write(appearance(), Json.pretty(f)));
    }

    /** Reads how the training pictures look; null where nobody stored it. */
    public Familiarity familiarity() {
        return Files.exists(appearance()) ? Json.read(appearance(), Familiarity.class) : null;
    }

    /** Reads the pictures that train and validate; null where nobody stored them. */
    SeenPictures seen() {
        try {
            return Files.exists(seenFile()) ? SeenPictures.of(Files.readAllBytes(seenFile())) : null;
        } catch (IOException e) {
            throw new UnreadableFileException(seenFile(), e);
        } catch (IllegalArgumentException e) {
            throw new BadFileException(seenFile(), e.getMessage(), "restore it from a copy, or delete it", e);
        }
    }

    /** The curves, a row per epoch ({@link History}). */
    public Path history() {
        return path.resolve("history.csv");
    }

    /** The weights with the highest validation Dice ({@link org.delineate.model.Model}). */
    public Path model() {
        return path.resolve("model.safetensors");
    }

    /** Where the run is recorded beside its folder (package tracking). */
    public Path tracking() {
        return path.resolve("mlflow.json");
    }

    /** What became of every tensor of a file that the run started from. */
    Path initialWeights() {
        return path.resolve("started-from.txt");
    }

    /** How the run makes images the network's input, where it started from a model that knows them so. */
    Path preprocess() {
        return path.resolve("preprocess.json");
    }

    /** Reads the documents that stay as they are while a run trains, by their names. */
    Map<String, byte[]> documents() {
        Map<String, byte[]> documents = new TreeMap<>();
        for (Path file : List.of(config(), split(), audit(), seenFile(), initialWeights(), preprocess(), tracking())) {
            if (Files.exists(file)) {
                try {
                    documents.put(file.getFileName().toString(), Files.readAllBytes(file));
                } catch (IOException e) {
                    throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
                }
            }
        }
        return documents;
    }

    /** Names a folder beside this one that does not exist. */
    RunFolder beside() {
        Path name = path.toAbsolutePath().normalize();
        Path other = name.resolveSibling(name.getFileName() + "-saved");
        for (int i = 2; Files.exists(other); i++) {
            other = name.resolveSibling(name.getFileName() + "-saved-" + i);
        }
        return new RunFolder(other);
    }

    /** Deletes what a run left that ended before its first step, and that does not count for a new one. */
    void clear() {
        if (Checkpoint.exists(path)) {
            delete(initialWeights());
            delete(preprocess());
            delete(tracking());
            delete(history());
            delete(model());
        }
    }

    /** A file that asks the run to stop. */
    private Path stop() {
        return path.resolve("STOP");
    }

    boolean isToStop() {
        return Files.exists(stop());
    }

    /** Deletes the file that stopped the run, so that it can be resumed. */
    void forgetStop() {
        delete(stop());
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + file + "; delete it before you go on", e);
        }
    }
}
