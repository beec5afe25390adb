package org.delineate.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class RegularFileTest {
    @TempDir
    private Path folder;

    private static String refusal(Path file) {
        return assertThrows(BadFileException.class, () -> RegularFile.require(file))
                .getMessage();
    }

    @Test
    void opensFilesAndLinksToThem() throws IOException {
        Path file = Files.writeString(folder.resolve("a"), "text");
        assertSame(file, RegularFile.require(file));
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        try (InputStream in = RegularFile.stream(link)) {
            assertEquals("text", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void namesFoldersAndMissingFiles() {
        String directory = assertThrows(UnreadableFileException.class, () -> RegularFile.require(folder))
                .getMessage();
        assertEquals("cannot read " + folder + ": it is a folder; give a file", directory);
        Path missing = folder.resolve("missing");
        String message = assertThrows(UnreadableFileException.class, () -> RegularFile.stream(missing))
                .getMessage();
        assertEquals("cannot read " + missing + ": no such file", message);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void refusesPipesAndDevicesAtOnce() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Path link = Files.createSymbolicLink(folder.resolve("link.png"), pipe);
        for (Path file : new Path[] {pipe, link, Path.of("/dev/zero"), Path.of("/dev/null")}) {
            assertTrue(
                    refusal(file).startsWith(file + ": a named pipe, a device or a socket; give a file"),
                    refusal(file));
            assertThrows(BadFileException.class, () -> RegularFile.channel(file).close());
            assertThrows(BadFileException.class, () -> Hash.of(file));
            assertThrows(BadFileException.class, () -> TextFile.read(file, 10));
        }
    }
}
