package org.delineate.dicom.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CredentialsTest {
    @TempDir
    private Path folder;

    @Test
    void areReadFromTheEnvironment() {
        assertTrue(Credentials.of(Map.of()).isEmpty());
        assertEquals("Bearer a.b-c", of("bearer a.b-c").header());
        assertEquals(
                Credentials.basic("user", "pass: word").header(),
                of("Basic user:pass: word").header());
    }

    private static Credentials of(String text) {
        return Credentials.of(Map.of(Credentials.VARIABLE, text));
    }

    @Test
    void areNeverShown() {
        assertFalse(Credentials.bearer("s3cret").toString().contains("s3cret"));
        for (String text : List.of(
                "s3cret", "token s3cret", "basic s3cret", "bearer s3cret x", "bearer s3cret\u00e9", "basic :s3cret")) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> of(text), text);
            assertFalse(e.getMessage().contains("s3cret"), e.getMessage());
        }
    }

    @Test
    void areReadFromAFileOfTheirOwnerAlone() throws Exception {
        Path file = Files.writeString(folder.resolve("credentials"), "basic user:s3cret\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        BadFileException open = assertThrows(BadFileException.class, () -> Credentials.read(file));
        assertTrue(open.getMessage().contains("chmod 600"), open.getMessage());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertEquals(
                Credentials.basic("user", "s3cret").header(),
                Credentials.read(file).header());
        Files.writeString(file, "s3cret");
        BadFileException bad = assertThrows(BadFileException.class, () -> Credentials.read(file));
        assertFalse(bad.getMessage().contains("s3cret"), bad.getMessage());
    }
}
