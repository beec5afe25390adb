package org.delineate.dicom;

/** Recognises how a DICOM file begins: 128 bytes of any content and "DICM" (PS3.10, 7.1), or at once with elements. */
final class Preamble {
    /** Bytes that decide. */
    static final int LENGTH = 132;

    private static final int FREE = 128;

    private Preamble() {}

    /** Returns where the first element lies; -1 where the bytes are not those of a DICOM file. */
    static int end(byte[] head) {
        if (startsWith(head, FREE, 'D', 'I', 'C', 'M')) {
            return LENGTH;
        }
        if (startsWith(head, 0, 'D', 'I', 'C', 'M')) {
            return 4;
        }
        return head.length >= 8 && isElement(head) ? 0 : -1;
    }

    /** Returns whether the first bytes are an element of group 2 or 8. */
    private static boolean isElement(byte[] head) {
        boolean little = (head[0] == 2 || head[0] == 8) && head[1] == 0 && (head[3] & 0xff) <= 0x22;
        boolean big = head[0] == 0 && head[1] == 8 && (head[2] & 0xff) <= 0x22;
        boolean explicit = Vr.of(head[4], head[5]) != null;
        boolean shortLength = head[5] == 0 && head[6] == 0 && head[7] == 0;
        return little && (explicit || shortLength) || big && explicit;
    }

    /** Returns whether the free bytes make the file a program as well (CVE-2019-11687): PE, ELF, Mach-O or a script. */
    static boolean startsProgram(byte[] head) {
        return end(head) == LENGTH
                && (startsWith(head, 0, 'M', 'Z')
                        || startsWith(head, 0, 0x7f, 'E', 'L', 'F')
                        || startsWith(head, 0, '#', '!')
                        || startsWith(head, 1, 0xfa, 0xed, 0xfe)
                        || startsWith(head, 0, 0xfe, 0xed, 0xfa)
                        || startsWith(head, 0, 0xca, 0xfe, 0xba, 0xbe));
    }

    private static boolean startsWith(byte[] bytes, int at, int... expected) {
        boolean equal = bytes.length >= at + expected.length;
        for (int i = 0; equal && i < expected.length; i++) {
            equal = (bytes[at + i] & 0xff) == expected[i];
        }
        return equal;
    }
}
