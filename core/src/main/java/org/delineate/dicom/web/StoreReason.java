package org.delineate.dicom.web;

import java.util.Locale;

/** Says in words why a server refuses or changes an object (PS3.18, tables 10.5.3-1; PS3.4, table B.2-1). */
final class StoreReason {
    private StoreReason() {}

    /** Returns the code and what it means. */
    static String of(int code) {
        String words = switch (code) {
            case 0x0110 -> "the server failed to process it";
            case 0x0111 -> "the server has it already";
            case 0x0112 -> "the server has no such object";
            case 0x0117 -> "its instance UID is invalid";
            case 0x0118 -> "the server does not know its class";
            case 0x0122 -> "the server does not support its class";
            case 0x0124 -> "the server does not permit it";
            case 0x0131 -> "it is referred to by an object that is not stored";
            case 0xB000 -> "the server has changed elements";
            case 0xB006 -> "the server has discarded elements";
            case 0xB007 -> "it does not match its class";
            case 0xC122, 0xA902 -> "the server does not support its transfer syntax";
            case 0xC409 -> "it conflicts with what the server has";
            default ->
                (code & 0xff00) == 0xA700
                        ? "the server is out of resources"
                        : (code & 0xff00) == 0xA900
                                ? "it does not match its class"
                                : (code & 0xf000) == 0xC000
                                        ? "the server cannot understand it"
                                        : "no reason that has words";
        };
        return String.format(Locale.ROOT, "%04X, %s", code, words);
    }
}
