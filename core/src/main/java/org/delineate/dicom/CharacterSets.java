package org.delineate.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decodes the texts of a data set as (0008,0005) Specific Character Set says (PS3.3, C.12.1.1.2): one character set, or
 * several between which escape sequences of ISO 2022 switch. Bytes that no set explains are shown as Latin-1.
 */
final class CharacterSets {
    private static final int ESCAPE = 0x1b;
    private static final Pattern REGISTERED = Pattern.compile("ISO[ _-]?(?:2022)?[ _-]?IR[ _-]?(\\d+)");

    /**
     * Is a set of one half of the code table.
     *
     * @param right whether it takes the bytes from 0x80 on (G1), not those below (G0)
     * @param bytes how many a character has
     * @param prefix byte that the charset wants before each character, or 0
     */
    private record Code(Charset charset, boolean right, int bytes, int prefix) {}

    private static final Code ASCII = new Code(StandardCharsets.US_ASCII, false, 1, 0);
    private static final Code LATIN_1 = new Code(StandardCharsets.ISO_8859_1, true, 1, 0);

    /** Are the escape sequences of PS3.3, tables C.12-3 and C.12-4, without the ESC itself. */
    private static final Map<String, Code> ESCAPES = new HashMap<>();

    /** Are the escape sequences that registered sets start with. */
    private static final Map<String, String> REGISTRATIONS = Map.ofEntries(
            Map.entry("100", "-A"),
            Map.entry("101", "-B"),
            Map.entry("109", "-C"),
            Map.entry("110", "-D"),
            Map.entry("144", "-L"),
            Map.entry("127", "-G"),
            Map.entry("126", "-F"),
            Map.entry("138", "-H"),
            Map.entry("148", "-M"),
            Map.entry("203", "-b"),
            Map.entry("166", "-T"),
            Map.entry("13", ")I"),
            Map.entry("149", "$)C"),
            Map.entry("58", "$)A"));

    static {
        ESCAPES.put("(B", ASCII);
        ESCAPES.put("(J", ASCII); // the Japanese set: yen and overline are shown as backslash and tilde
        ESCAPES.put("-A", LATIN_1);
        put("-B", "ISO-8859-2", true, 1, 0);
        put("-C", "ISO-8859-3", true, 1, 0);
        put("-D", "ISO-8859-4", true, 1, 0);
        put("-L", "ISO-8859-5", true, 1, 0);
        put("-G", "ISO-8859-6", true, 1, 0);
        put("-F", "ISO-8859-7", true, 1, 0);
        put("-H", "ISO-8859-8", true, 1, 0);
        put("-M", "ISO-8859-9", true, 1, 0);
        put("-b", "ISO-8859-15", true, 1, 0);
        put("-T", "x-iso-8859-11", true, 1, 0);
        put(")I", "Shift_JIS", true, 1, 0);
        put("$B", "EUC-JP", false, 2, 0);
        put("$@", "EUC-JP", false, 2, 0);
        put("$(D", "EUC-JP", false, 2, 0x8f);
        put("$)C", "EUC-KR", true, 2, 0);
        put("$)A", "GB2312", true, 2, 0);
    }

    /** Decodes where a data set names no character set: ASCII. */
    static final CharacterSets DEFAULT = of(List.of());

    /** Decodes what this program writes. */
    static final CharacterSets UTF_8 = of(List.of("ISO_IR 192"));

    private final Charset whole;
    private final Code right;
    private final List<String> unknown;

    private CharacterSets(Charset whole, Code right, List<String> unknown) {
        this.whole = whole;
        this.right = right;
        this.unknown = unknown;
    }

    private static void put(String escape, String charset, boolean right, int bytes, int prefix) {
        if (Charset.isSupported(charset)) {
            ESCAPES.put(escape, new Code(Charset.forName(charset), right, bytes, prefix));
        }
    }

    /** Interprets the values of (0008,0005). */
    static CharacterSets of(List<String> names) {
        List<String> unknown = new ArrayList<>();
        Charset whole = null;
        Code right = LATIN_1;
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i).strip();
            Matcher registered = REGISTERED.matcher(name);
            String number = registered.matches() ? registered.group(1) : "";
            if (number.equals("192") || name.equals("GB18030") || name.equals("GBK")) {
                whole = number.isEmpty() ? Charset.forName(name) : StandardCharsets.UTF_8;
            } else if (REGISTRATIONS.containsKey(number) && ESCAPES.containsKey(REGISTRATIONS.get(number))) {
                right = i == 0 ? ESCAPES.get(REGISTRATIONS.get(number)) : right;
            } else if (!name.isEmpty() && !number.equals("6") && !number.equals("87") && !number.equals("159")) {
                unknown.add(name);
            }
        }
        return new CharacterSets(whole, right, unknown);
    }

    /** Returns the names that are no known character set. */
    List<String> unknown() {
        return unknown;
    }

    /** Decodes a value; in names of persons, "^" and "=" end a switch of sets too (PS3.5, 6.1.2.5.3). */
    String decode(byte[] bytes, Vr vr) {
        if (vr.kind() != Vr.Kind.LOCAL_TEXT) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        if (whole != null) {
            return new String(bytes, whole);
        }
        return new Decoding(bytes, vr == Vr.PN ? "\\^=" : "\\").text();
    }

    /** Decodes one value, a run of characters of one set after the other. */
    private final class Decoding {
        private final byte[] bytes;
        private final String delimiters;
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream run = new ByteArrayOutputStream();
        private Code runCode = ASCII;
        private Code low = ASCII;
        private Code high = right;

        Decoding(byte[] bytes, String delimiters) {
            this.bytes = bytes;
            this.delimiters = delimiters;
        }

        String text() {
            int at = 0;
            while (at < bytes.length) {
                at += bytes[at] == ESCAPE ? escape(at) : character(at);
            }
            return text.append(run.toString(runCode.charset())).toString();
        }

        private int character(int at) {
            int first = bytes[at] & 0xff;
            boolean control = first < 0x20 || low.bytes() == 1 && delimiters.indexOf(first) >= 0;
            if (control) {
                low = ASCII;
                high = right;
            }
            Code code = control ? ASCII : first < 0x80 ? low : high;
            if (code.bytes() > 1 && at + 1 == bytes.length) {
                code = first < 0x80 ? ASCII : LATIN_1; // half a character
            }
            flush(code);
            if (code.prefix() != 0) {
                run.write(code.prefix());
            }
            for (int i = 0; i < code.bytes(); i++) {
                run.write(code.bytes() > 1 ? bytes[at + i] | 0x80 : bytes[at + i]);
            }
            return code.bytes();
        }

        private int escape(int at) {
            int end = at + 1;
            while (end < bytes.length && bytes[end] >= 0x20 && bytes[end] <= 0x2f) {
                end++;
            }
            end = Math.min(end + 1, bytes.length);
            Code code = ESCAPES.get(new String(bytes, at + 1, end - at - 1, StandardCharsets.ISO_8859_1));
            if (code == null) {
                flush(ASCII);
                run.write(bytes, at, end - at);
            } else if (code.right()) {
                high = code;
            } else {
                low = code;
            }
            return end - at;
        }

        private void flush(Code next) {
            if (next != runCode) {
                text.append(run.toString(runCode.charset()));
                run.reset();
                runCode = next;
            }
        }
    }
}
