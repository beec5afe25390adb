package org.delineate.infer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.file.Limits;
import org.delineate.file.TextFile;

/**
 * Keeps how long the candidates took for a task, in memory and in a small file of a folder.
 *
 * <p>A task is named by all that its times depend on, so that an entry of another machine or version is never found.
 */
public final class EngineTimes {
    private static final String FORMAT = "delineate-engine-times-1";
    private static final String FILE = "engine-times.json";
    private static final int MOST = 200;

    /** Is the file. @param tasks the times of each, the latest last */
    private record Content(String format, Map<String, Map<String, Double>> tasks) {
        Content {
            if (!FORMAT.equals(format) || tasks == null) {
                throw new IllegalArgumentException("format \"" + format + "\" instead of \"" + FORMAT + "\"");
            }
        }
    }

    private final Path folder;
    private final Consumer<String> note;
    private final Map<String, Map<String, Double>> tasks = new LinkedHashMap<>();

    /**
     * Opens the file of a folder.
     *
     * @param folder null where nothing outlives the program
     * @param note hears of a file that cannot be used
     */
    public EngineTimes(Path folder, Consumer<String> note) {
        this.folder = folder;
        this.note = note;
        tasks.putAll(read(note));
    }

    /** Keeps nothing beyond this program. */
    public EngineTimes() {
        this(null, text -> {});
    }

    /** Gives the times of a task by the names of the candidates; null where they are not known. */
    synchronized Map<String, Double> of(String task) {
        return tasks.get(task);
    }

    /** Keeps the times of a task beside those that other programs have kept; the oldest make room. */
    synchronized void keep(String task, Map<String, Double> times) {
        tasks.putAll(read(told -> {}));
        tasks.remove(task);
        tasks.put(task, times);
        while (tasks.size() > MOST) {
            tasks.remove(tasks.keySet().iterator().next());
        }
        if (folder == null) {
            return;
        }
        // another process may write the same file now
        Path own = folder.resolve(FILE + "." + ProcessHandle.current().pid());
        try {
            AtomicFile.write(own, Json.pretty(new Content(FORMAT, tasks)));
            Files.move(own, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | UncheckedIOException e) {
            note.accept("the times of the engines are not kept: " + e.getMessage());
        }
    }

    private Map<String, Map<String, Double>> read(Consumer<String> note) {
        Path file = folder == null ? null : folder.resolve(FILE);
        if (file == null || !Files.exists(file)) {
            return Map.of();
        }
        try {
            String text = TextFile.read(file, Limits.DEFAULT.texts().engineTimesBytes());
            return Json.parse(text, Content.class, file).tasks;
        } catch (BadFileException | UncheckedIOException e) {
            note.accept("the times of the engines are taken anew: " + e.getMessage());
            return Map.of();
        }
    }
}
