package org.delineate.serve.store;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes identifiers and secrets that nobody can guess: 128 random bits, as 32 hexadecimal digits. */
public final class Ids {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 16;

    private Ids() {}

    /** Returns a new one. */
    public static String random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    /** Returns whether a text has the form of one; nothing else becomes a part of a path. */
    public static boolean isId(String text) {
        return text.matches("[0-9a-f]{32}");
    }
}
