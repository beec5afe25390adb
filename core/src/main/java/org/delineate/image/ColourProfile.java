package org.delineate.image;

import java.nio.ByteBuffer;

/** Looks at an ICC profile, which is ignored like all of them: only to say that one is broken (ICC.1, 7.2). */
final class ColourProfile {
    /** Is the remark on a file with a broken profile. */
    static final String BROKEN = "a broken colour profile, which is ignored as all are";

    private static final int HEADER = 128;
    private static final int SIGNATURE_AT = 36;
    private static final int SIGNATURE = 0x61637370; // acsp

    private ColourProfile() {}

    /** Returns whether there is a profile, but not one whose header fits its length. */
    static boolean isBroken(byte[] profile) {
        if (profile.length == 0) {
            return false;
        }
        ByteBuffer in = ByteBuffer.wrap(profile);
        return profile.length < HEADER || in.getInt(0) != profile.length || in.getInt(SIGNATURE_AT) != SIGNATURE;
    }
}
