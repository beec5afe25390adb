package org.delineate.dicom.deidentify;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.delineate.dicom.Uid;

/** Replaces identifiers by others that nobody can lead back without the key: equal ones by equal ones. */
final class Pseudonyms {
    private static final String WELL_KNOWN = "1.2.840.10008.";
    private static final int MOST_DAYS = 3650;

    private final SecretKeySpec key;

    Pseudonyms(byte[] key) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
    }

    /** Returns the identifier that stands for another; those that the standard defines stand for themselves. */
    String uid(String uid) {
        if (uid.isEmpty() || uid.startsWith(WELL_KNOWN)) {
            return uid;
        }
        ByteBuffer hash = ByteBuffer.wrap(hash("uid", uid));
        long high = hash.getLong() & ~0xf000L | 0x8000L; // version 8: made by a rule of one's own (RFC 9562)
        long low = hash.getLong() & ~(3L << 62) | 2L << 62;
        return Uid.of(new UUID(high, low));
    }

    /** Returns the number of a patient that stands for another, so that two patients stay two. */
    String patientId(String id) {
        return "P-" + HexFormat.of().withUpperCase().formatHex(hash("patient", id), 0, 6);
    }

    /** Returns by how many days the dates of a patient are moved back, 1 to 3650. */
    int days(String patientId) {
        return 1 + Math.floorMod(ByteBuffer.wrap(hash("days", patientId)).getInt(), MOST_DAYS);
    }

    private byte[] hash(String purpose, String value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal((purpose + '\0' + value).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every JDK has HmacSHA256", e);
        }
    }
}
