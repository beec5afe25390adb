package org.delineate.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compares with the vectors of FIPS 180-4, as published with the NIST examples. */
class HashTest {
    private static final String OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    private static final String OF_56_LETTERS = "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1";
    private static final String OF_A_MILLION_A = "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0";

    @TempDir
    Path folder;

    @Test
    void knowsThePublishedVectors() {
        assertEquals(OF_NOTHING, Hash.of(new byte[0]));
        assertEquals(OF_ABC, Hash.of("abc"));
        assertEquals(OF_56_LETTERS, Hash.of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"));
        assertEquals(OF_A_MILLION_A, Hash.of("a".repeat(1_000_000)));
    }

    @Test
    void hashesTextAsUtf8() {
        assertEquals(Hash.of(new byte[] {'L', (byte) 0xc3, (byte) 0xa4}), Hash.of("L\u00e4"));
    }

    @Test
    void hashesFilesWithoutHoldingThem() throws Exception {
        Path file = Files.writeString(folder.resolve("a"), "a".repeat(1_000_000));
        assertEquals(OF_A_MILLION_A, Hash.of(file));
        assertEquals(OF_NOTHING, Hash.of(Files.createFile(folder.resolve("empty"))));
    }

    @Test
    void hashesPieceByPiece() {
        MessageDigest digest = Hash.sha256();
        digest.update("a".getBytes(StandardCharsets.UTF_8));
        digest.update("bc".getBytes(StandardCharsets.UTF_8));
        assertEquals(OF_ABC, Hash.hex(digest));
    }

    @Test
    void namesTheFileThatIsMissing() {
        var e = assertThrows(UncheckedIOException.class, () -> Hash.of(folder.resolve("missing.png")));
        assertEquals("cannot read " + folder.resolve("missing.png") + ": no such file", e.getMessage());
    }
}
