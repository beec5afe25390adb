package org.delineate.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
    @TempDir
    Path folder;

    @Test
    void writesBytesAndText() throws Exception {
        Path file = folder.resolve("a");
        AtomicFile.write(file, new byte[] {1, 0, -1});
        assertArrayEquals(new byte[] {1, 0, -1}, Files.readAllBytes(file));
        AtomicFile.write(file, "L\u00e4sion");
        assertEquals("L\u00e4sion", Files.readString(file));
        AtomicFile.write(file, "");
        assertEquals(0, Files.size(file));
        assertEquals(List.of("a"), names());
    }

    @Test
    void whatIsNotForcedIsCompleteToo() throws Exception {
        Path file = folder.resolve("deep").resolve("derived");
        AtomicFile.writeUnforced(file, new byte[] {1, 2, 3});
        AtomicFile.writeUnforced(file, new byte[] {4});
        assertArrayEquals(new byte[] {4}, Files.readAllBytes(file));
        try (var files = Files.list(file.getParent())) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void createsParentFolders() throws Exception {
        Path file = folder.resolve("runs/one/state.json");
        AtomicFile.write(file, "{}");
        assertEquals("{}", Files.readString(file));
    }

    /** Lets the writer fail before, between and after all writes. */
    @Test
    void keepsTheOldContentWhereverTheWriterFails() throws Exception {
        Path file = folder.resolve("weights");
        AtomicFile.write(file, "old");
        for (int fault = 0; fault <= 20; fault++) {
            int after = fault;
            var e = assertThrows(
                    UncheckedIOException.class,
                    () -> AtomicFile.write(file, channel -> {
                        for (int i = 0; i < after; i++) {
                            AtomicFile.writeFully(channel, ByteBuffer.allocate(1000));
                        }
                        throw new IOException("disk full");
                    }));
            assertEquals("cannot write " + file + ": disk full", e.getMessage());
            assertEquals("old", Files.readString(file));
            assertEquals(List.of("weights"), names());
        }
        AtomicFile.write(file, "new");
        assertEquals("new", Files.readString(file));
    }

    @Test
    void passesOnWhatTheWriterThrows() throws Exception {
        Path file = folder.resolve("weights");
        var thrown = new IllegalStateException("not a number in the weights");
        var e = assertThrows(
                IllegalStateException.class,
                () -> AtomicFile.write(file, channel -> {
                    AtomicFile.writeFully(channel, ByteBuffer.allocate(10));
                    throw thrown;
                }));
        assertSame(thrown, e);
        assertEquals(List.of(), names());
    }

    /** Reads the old content as long as the new one is not complete. */
    @Test
    void showsTheNewContentOnlyWhenItIsComplete() throws Exception {
        Path file = folder.resolve("weights");
        AtomicFile.write(file, "old");
        AtomicFile.write(file, channel -> {
            AtomicFile.writeFully(channel, ByteBuffer.wrap(new byte[] {'n', 'e'}));
            assertEquals("old", Files.readString(file));
            AtomicFile.writeFully(channel, ByteBuffer.wrap(new byte[] {'w'}));
        });
        assertEquals("new", Files.readString(file));
    }

    @Test
    void overwritesATemporaryFileThatACrashLeft() throws Exception {
        Path file = folder.resolve("weights");
        Files.writeString(folder.resolve("weights.tmp"), "half of something much longer than the new content");
        AtomicFile.write(file, "new");
        assertEquals("new", Files.readString(file));
        assertEquals(List.of("weights"), names());
    }

    @Test
    void namesTheFileThatCannotBeWritten() throws Exception {
        Path blocked = Files.writeString(folder.resolve("blocked"), "a file, no folder");
        Path file = blocked.resolve("weights");
        var e = assertThrows(UncheckedIOException.class, () -> AtomicFile.write(file, "new"));
        assertTrue(e.getMessage().startsWith("cannot write " + file + ": "), e.getMessage());
        assertEquals("a file, no folder", Files.readString(blocked));
    }

    @Test
    void leavesNothingWhereTheTargetIsAFolder() throws Exception {
        Path target = Files.createDirectories(folder.resolve("target/inside")).getParent();
        assertThrows(UncheckedIOException.class, () -> AtomicFile.write(target, "new"));
        assertTrue(Files.isDirectory(target.resolve("inside")));
        assertFalse(Files.exists(folder.resolve("target.tmp")), "the temporary file stayed");
    }

    private List<String> names() throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }
}
