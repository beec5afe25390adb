package org.delineate.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.train.ChangedValue;

/**
 * Says how a training was made that came to its end; {@code finished.json} in the folder of the run.
 *
 * @param config whole configuration
 * @param data SHA-256 over the data set
 * @param split SHA-256 over the split
 * @param model SHA-256 of the weights that validation chose
 */
record FinishedRun(JsonNode config, String data, String split, String model) {
    private static Path file(Path run) {
        return run.resolve("finished.json");
    }

    /** Reads what the run in a folder says; null where it has not come to its end. */
    static FinishedRun in(Path run) {
        return Files.exists(file(run)) ? Json.read(file(run), FinishedRun.class) : null;
    }

    void write(Path run) {
        AtomicFile.write(file(run), Json.pretty(this));
    }

    /** @throws BadFileException where the run is another one than the experiment asks for now, naming what differs */
    void requireSame(JsonNode wanted, String wantedData, String wantedSplit, Path run) {
        List<String> differences = new ArrayList<>();
        ChangedValue.between(config, wanted).forEach(change -> differences.add(change.toString()));
        if (!data.equals(wantedData)) {
            differences.add("the data set has other files");
        }
        if (!split.equals(wantedSplit)) {
            differences.add("the split has other cases");
        }
        if (!differences.isEmpty()) {
            throw new BadFileException(
                    file(run),
                    "the finished run is another one than the experiment asks for: " + String.join("; ", differences),
                    "give the experiment as it was, or choose another --out");
        }
    }
}
