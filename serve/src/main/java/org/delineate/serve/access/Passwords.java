package org.delineate.serve.access;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;
import java.security.SecureRandom;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Hashes passwords with Argon2id (RFC 9106) and checks them, two at a time, since each takes 19 MiB. */
public final class Passwords {
    /** The shortest password, in characters (ASVS 5.0, 6.2.1). */
    public static final int SHORTEST = 15;

    /** The longest password, in characters. */
    public static final int LONGEST = 128;

    private static final int MEMORY_KIB = 19 * 1024;
    private static final int PASSES = 2;
    private static final int BYTES = 32;
    private static final Argon2Function ARGON2ID = Argon2Function.getInstance(MEMORY_KIB, PASSES, 1, BYTES, Argon2.ID);
    private static final Semaphore PERMITS = new Semaphore(2);
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int GROUPS = 4;
    private static final int GROUP = 5;

    private Passwords() {}

    /** Hashes a password with a new salt. */
    public static String hash(String password) {
        return limited(
                () -> Password.hash(password).addRandomSalt().with(ARGON2ID).getResult());
    }

    /** Compares; takes as long for a wrong password as for the right one. */
    public static boolean matches(String password, String hash) {
        return limited(() -> Password.check(password, hash).with(ARGON2ID));
    }

    private static <T> T limited(Supplier<T> work) {
        PERMITS.acquireUninterruptibly();
        try {
            return work.get();
        } finally {
            PERMITS.release();
        }
    }

    /** Makes a password of 100 random bits that can be read from a screen. */
    public static String random() {
        SecureRandom random = new SecureRandom();
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < GROUPS * GROUP; i++) {
            password.append(i > 0 && i % GROUP == 0 ? "-" : "")
                    .append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    /** @throws IllegalArgumentException where a new password is too short or too long */
    public static void check(String password) {
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST || length > LONGEST) {
            throw new IllegalArgumentException(
                    "a password has " + SHORTEST + " to " + LONGEST + " characters, this one has " + length);
        }
    }
}
