package org.delineate.dicom;

/** Names the value representations of PS3.5, table 6.2-1. */
public enum Vr {
    AE(Kind.TEXT, 1),
    AS(Kind.TEXT, 1),
    AT(Kind.TAG, 2),
    CS(Kind.TEXT, 1),
    DA(Kind.TEXT, 1),
    DS(Kind.DECIMAL, 1),
    DT(Kind.TEXT, 1),
    FD(Kind.FLOAT, 8),
    FL(Kind.FLOAT, 4),
    IS(Kind.DECIMAL, 1),
    LO(Kind.LOCAL_TEXT, 1),
    LT(Kind.LOCAL_TEXT, 1),
    OB(Kind.BYTES, 1),
    OD(Kind.BYTES, 8),
    OF(Kind.BYTES, 4),
    OL(Kind.BYTES, 4),
    OV(Kind.BYTES, 8),
    OW(Kind.BYTES, 2),
    PN(Kind.LOCAL_TEXT, 1),
    SH(Kind.LOCAL_TEXT, 1),
    SL(Kind.SIGNED, 4),
    SQ(Kind.SEQUENCE, 1),
    SS(Kind.SIGNED, 2),
    ST(Kind.LOCAL_TEXT, 1),
    SV(Kind.SIGNED, 8),
    TM(Kind.TEXT, 1),
    UC(Kind.LOCAL_TEXT, 1),
    UI(Kind.TEXT, 1),
    UL(Kind.UNSIGNED, 4),
    UN(Kind.BYTES, 1),
    UR(Kind.TEXT, 1),
    US(Kind.UNSIGNED, 2),
    UT(Kind.LOCAL_TEXT, 1),
    UV(Kind.UNSIGNED, 8);

    /** Says what the bytes of a value are. */
    enum Kind {
        /** Characters of the default repertoire, ASCII. */
        TEXT,
        /** Characters of the data set's character set. */
        LOCAL_TEXT,
        /** Numbers as text. */
        DECIMAL,
        UNSIGNED,
        SIGNED,
        FLOAT,
        TAG,
        BYTES,
        SEQUENCE
    }

    private final Kind kind;
    private final int unit;

    Vr(Kind kind, int unit) {
        this.kind = kind;
        this.unit = unit;
    }

    Kind kind() {
        return kind;
    }

    /** Returns how many bytes the byte order turns round together. */
    public int unit() {
        return unit;
    }

    /** Returns how many bytes one number has; a tag has two units. */
    int width() {
        return this == AT ? 4 : unit;
    }

    boolean isText() {
        return kind == Kind.TEXT || kind == Kind.LOCAL_TEXT || kind == Kind.DECIMAL;
    }

    /** Returns whether a backslash separates values; in free text it is a character (PS3.5, 6.4). */
    boolean isMultiple() {
        return this != LT && this != ST && this != UT && this != UR;
    }

    /** Returns whether an explicit element has a length of 32 bits after two reserved bytes (PS3.5, 7.1.2). */
    boolean hasLongLength() {
        return switch (this) {
            case OB, OD, OF, OL, OV, OW, SQ, SV, UC, UN, UR, UT, UV -> true;
            default -> false;
        };
    }

    /** Returns the value representation of two letters, or null where they are none. */
    static Vr of(int first, int second) {
        if (first < 'A' || first > 'Z' || second < 'A' || second > 'Z') {
            return null;
        }
        String name = String.valueOf(new char[] {(char) first, (char) second});
        for (Vr vr : values()) {
            if (vr.name().equals(name)) {
                return vr;
            }
        }
        return null;
    }
}
