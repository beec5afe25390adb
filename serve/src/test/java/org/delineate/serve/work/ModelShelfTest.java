package org.delineate.serve.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.delineate.file.Json;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.infer.EngineChooser;
import org.delineate.infer.EngineTimes;
import org.delineate.infer.Segmenter;
import org.delineate.metric.Confusion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelShelfTest {
    private static final Image PICTURE = ImageFile.read(Path.of("../demo/busi-small/benign/benign (100).png"));

    @TempDir
    private Path folder;

    private Path file() {
        return folder.resolve("engine-times.json");
    }

    private ModelShelf shelf() {
        EngineTimes times = new EngineTimes(folder, text -> {});
        return new ModelShelf(folder.resolve("models"), new EngineChooser("auto", "float32", 1, times), 0);
    }

    /** Whatever turns out the fastest: the mask stays the same. */
    @Test
    void enginesAreTimedBesideTheRequests() throws Exception {
        Mask before;
        Mask after;
        try (ModelShelf shelf = shelf()) {
            before = shelf.segmenter(null).orElseThrow().segment(PICTURE).mask();
            Instant limit = Instant.now().plus(Duration.ofMinutes(1));
            while (Files.notExists(file()) && Instant.now().isBefore(limit)) {
                Thread.sleep(20);
            }
            assertEquals(1, Json.tree(file()).get("tasks").size());
            Segmenter fastest = shelf.segmenter(null).orElseThrow();
            after = fastest.segment(PICTURE).mask();
            assertSame(fastest, shelf.segmenter(null).orElseThrow());
        }
        assertTrue(Confusion.of(before, after).dice() > 0.9999);
        String kept = Files.readString(file());
        try (ModelShelf again = shelf()) {
            again.segmenter(null).orElseThrow();
        } // waits for what it would time
        assertEquals(kept, Files.readString(file()), "a later start times nothing");
    }
}
