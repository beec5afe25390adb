package org.delineate.dicom.web;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.delineate.file.BadFileException;
import org.delineate.file.TextFile;
import org.delineate.file.UnreadableFileException;

/**
 * Proves to a server who asks: user and password (RFC 7617), or a token (RFC 6750). They come from a file or from an
 * environment variable, since others on the machine can read a command line; no text of them is ever shown.
 */
public final class Credentials {
    /** Names the environment variable. */
    public static final String VARIABLE = "DELINEATE_DICOMWEB";

    /** Asks as nobody. */
    public static final Credentials NONE = new Credentials("");

    private static final int MOST_BYTES = 16_384;
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private final String header;

    private Credentials(String header) {
        this.header = header;
    }

    public static Credentials basic(String user, String password) {
        byte[] pair = (user + ':' + password).getBytes(StandardCharsets.UTF_8);
        return new Credentials("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    public static Credentials bearer(String token) {
        if (!token.matches("[\\x21-\\x7e]+")) {
            throw new IllegalArgumentException("a token has visible characters of ASCII alone");
        }
        return new Credentials("Bearer " + token);
    }

    /**
     * Reads the environment variable: "basic USER:PASSWORD" or "bearer TOKEN"; nobody where it is not set.
     *
     * @throws IllegalArgumentException where it is something else; the message does not say what
     */
    public static Credentials of(Map<String, String> environment) {
        String text = environment.getOrDefault(VARIABLE, "").strip();
        try {
            return text.isEmpty() ? NONE : parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the environment variable " + VARIABLE + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a file of one line, as {@link #of}.
     *
     * @throws BadFileException where it is something else, or others than its owner may read it
     */
    public static Credentials read(Path file) {
        String text = TextFile.read(file, MOST_BYTES).strip();
        try {
            if (Files.getFileStore(file).supportsFileAttributeView("posix")
                    && Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)) {
                throw new BadFileException(file, "others than its owner may read or write it", "chmod 600 it");
            }
            return parse(text);
        } catch (IllegalArgumentException e) {
            throw new BadFileException(file, e.getMessage(), "correct the file", e);
        } catch (IOException e) {
            throw new UnreadableFileException(file, e);
        }
    }

    private static Credentials parse(String text) {
        int space = text.indexOf(' ');
        String kind = space < 0 ? "" : text.substring(0, space).toLowerCase(java.util.Locale.ROOT);
        String value = text.substring(space + 1).strip();
        int colon = value.indexOf(':');
        if (kind.equals("basic") && colon > 0 && value.chars().noneMatch(Character::isISOControl)) {
            return basic(value.substring(0, colon), value.substring(colon + 1));
        }
        if (kind.equals("bearer")) {
            return bearer(value);
        }
        throw new IllegalArgumentException("expected one line, \"basic USER:PASSWORD\" or \"bearer TOKEN\"");
    }

    boolean isEmpty() {
        return header.isEmpty();
    }

    /** Returns the value of the header Authorization. */
    String header() {
        return header;
    }

    @Override
    public String toString() {
        return isEmpty() ? "no credentials" : "credentials";
    }
}
