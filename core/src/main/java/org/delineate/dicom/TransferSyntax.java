package org.delineate.dicom;

import java.util.Arrays;
import java.util.Optional;

/** Lists the transfer syntaxes whose pixels are read (PS3.5, 10 and annex A). */
public enum TransferSyntax {
    IMPLICIT_LITTLE_ENDIAN("1.2.840.10008.1.2", Coding.PLAIN, false),
    EXPLICIT_LITTLE_ENDIAN("1.2.840.10008.1.2.1", Coding.PLAIN, false),
    DEFLATED("1.2.840.10008.1.2.1.99", Coding.PLAIN, false),
    EXPLICIT_BIG_ENDIAN("1.2.840.10008.1.2.2", Coding.PLAIN, false),
    RLE("1.2.840.10008.1.2.5", Coding.RLE, false),
    JPEG_BASELINE("1.2.840.10008.1.2.4.50", Coding.JPEG, true),
    JPEG_EXTENDED("1.2.840.10008.1.2.4.51", Coding.JPEG, true),
    JPEG_SPECTRAL_SELECTION("1.2.840.10008.1.2.4.53", Coding.JPEG, true),
    JPEG_PROGRESSIVE("1.2.840.10008.1.2.4.55", Coding.JPEG, true),
    JPEG_LOSSLESS("1.2.840.10008.1.2.4.57", Coding.JPEG, false),
    JPEG_LOSSLESS_SV1("1.2.840.10008.1.2.4.70", Coding.JPEG, false),
    JPEG_LS_LOSSLESS("1.2.840.10008.1.2.4.80", Coding.JPEG_LS, false),
    JPEG_LS_NEAR_LOSSLESS("1.2.840.10008.1.2.4.81", Coding.JPEG_LS, true);

    /** Says how pixels are stored. */
    enum Coding {
        PLAIN,
        RLE,
        JPEG,
        JPEG_LS
    }

    private final String uid;
    private final Coding coding;
    private final boolean lossy;

    TransferSyntax(String uid, Coding coding, boolean lossy) {
        this.uid = uid;
        this.coding = coding;
        this.lossy = lossy;
    }

    public String uid() {
        return uid;
    }

    /** Returns the name of PS3.6: "Explicit VR Little Endian". */
    public String title() {
        return Uid.name(uid);
    }

    Coding coding() {
        return coding;
    }

    /** Returns whether the pixels lie in fragments, one frame or more after the other (PS3.5, A.4). */
    public boolean isEncapsulated() {
        return coding != Coding.PLAIN;
    }

    /** Returns whether the compression changes samples. */
    public boolean isLossy() {
        return lossy;
    }

    boolean isExplicit() {
        return this != IMPLICIT_LITTLE_ENDIAN;
    }

    boolean isBigEndian() {
        return this == EXPLICIT_BIG_ENDIAN;
    }

    /** Returns the syntax of an identifier, where its pixels are read. */
    public static Optional<TransferSyntax> of(String uid) {
        return Arrays.stream(values()).filter(s -> s.uid.equals(uid)).findFirst();
    }
}
