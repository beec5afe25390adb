package org.delineate.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the texts of users: UTF-8, or UTF-16 with a byte order mark, as PowerShell writes it. */
public final class TextFile {
    private static final char MARK = '\uFEFF';

    private TextFile() {}

    /**
     * Reads a whole text without its byte order mark.
     *
     * @param limit most bytes
     * @throws BadFileException where it is longer, or no text; the message names the line
     */
    public static String read(Path file, int limit) {
        try (InputStream in = RegularFile.stream(file)) {
            requireShort(Files.size(file), limit, file);
            byte[] bytes = in.readNBytes(limit + 1);
            requireShort(bytes.length, limit, file);
            return decode(bytes, file);
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
    }

    private static void requireShort(long bytes, int limit, Path file) {
        if (bytes > limit) {
            throw new BadFileException(
                    file, bytes + " bytes of text; at most " + limit + " are read", "is this the right file?");
        }
    }

    private static String decode(byte[] bytes, Path file) {
        Charset charset = charset(bytes);
        CharsetDecoder decoder = charset.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        CoderResult result = decoder.decode(in, out, true);
        out.flip();
        if (result.isError()) {
            long line = 1 + out.chars().filter(c -> c == '\n').count();
            throw new BadFileException(file, "line " + line + " is no text in " + charset, "save the file as UTF-8");
        }
        if (4 * out.chars().filter(c -> c == 0).count() > out.length()) {
            throw new BadFileException(
                    file, "no text, or UTF-16 without a byte order mark: many bytes are 0", "save the file as UTF-8");
        }
        String text = out.toString();
        return !text.isEmpty() && text.charAt(0) == MARK ? text.substring(1) : text;
    }

    private static Charset charset(byte[] bytes) {
        if (bytes.length > 1 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE) {
            return StandardCharsets.UTF_16LE;
        }
        if (bytes.length > 1 && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF) {
            return StandardCharsets.UTF_16BE;
        }
        return StandardCharsets.UTF_8;
    }
}
