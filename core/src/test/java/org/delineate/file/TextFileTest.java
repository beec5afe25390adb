package org.delineate.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFileTest {
    private static final int LIMIT = 1000;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("list.txt");
    }

    private String read(String text, Charset charset) throws IOException {
        Files.write(file, text.getBytes(charset));
        return TextFile.read(file, LIMIT);
    }

    private String refusal() {
        String message = assertThrows(BadFileException.class, () -> TextFile.read(file, LIMIT))
                .getMessage();
        return message.substring(file.toString().length() + 2);
    }

    @Test
    void readsUtf8AndWhatAByteOrderMarkSays() throws IOException {
        String text = "a\u00e9\u56fe\r\n\ud83e\ude7a\n";
        assertEquals(text, read(text, StandardCharsets.UTF_8));
        assertEquals(text, read("\ufeff" + text, StandardCharsets.UTF_8));
        assertEquals(text, read("\ufeff" + text, StandardCharsets.UTF_16LE), "as PowerShell writes");
        assertEquals(text, read("\ufeff" + text, StandardCharsets.UTF_16BE));
        assertEquals("", read("", StandardCharsets.UTF_8));
        assertEquals("", read("\ufeff", StandardCharsets.UTF_16LE));
    }

    @Test
    void namesTheLineThatIsNoText() throws IOException {
        Files.write(file, "a\nb\nl\u00e9sion\n".getBytes(StandardCharsets.ISO_8859_1));
        assertEquals("line 3 is no text in UTF-8; save the file as UTF-8", refusal());
        Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 'a', 0, 'b'});
        assertEquals("line 1 is no text in UTF-16LE; save the file as UTF-8", refusal());
        Files.write(file, new byte[] {'a', '\n', (byte) 0xc3});
        assertEquals("line 2 is no text in UTF-8; save the file as UTF-8", refusal());
        Files.write(file, "a\nb".getBytes(StandardCharsets.UTF_16LE));
        assertEquals(
                "no text, or UTF-16 without a byte order mark: many bytes are 0; save the file as UTF-8", refusal());
    }

    @Test
    void refusesLongTextsBeforeReading() throws IOException {
        assertEquals(LIMIT, read("a".repeat(LIMIT), StandardCharsets.UTF_8).length());
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.setLength(1L << 40);
        }
        assertEquals("1099511627776 bytes of text; at most 1000 are read; is this the right file?", refusal());
    }
}
