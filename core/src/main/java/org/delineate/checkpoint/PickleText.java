package org.delineate.checkpoint;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.delineate.file.Limits;
import org.delineate.file.Printable;

/** Reads the strings of protocol 0, which are lines with escapes. */
final class PickleText {
    private static final Pattern QUOTED = Pattern.compile("'(.*)'|\"(.*)\"");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-fA-F]{2}|.|$)");
    private static final Pattern UNICODE = Pattern.compile("\\\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8})");

    private PickleText() {}

    static String unescaped(PickleOpcode opcode, PickleInput in) {
        String line = in.line(Limits.DEFAULT.checkpoints().pickleBytes());
        in.charge(line.length());
        return opcode == PickleOpcode.UNICODE ? unicode(line, in) : string(line, in);
    }

    private static String unicode(String line, PickleInput in) {
        return UNICODE.matcher(line).replaceAll(escape -> {
            int codePoint = Integer.parseUnsignedInt(escape.group(1).substring(1), 16);
            if (!Character.isValidCodePoint(codePoint)) {
                throw in.damaged("a string has the escape " + escape.group());
            }
            return Matcher.quoteReplacement(Character.toString(codePoint));
        });
    }

    private static String string(String line, PickleInput in) {
        Matcher quoted = QUOTED.matcher(line);
        if (!quoted.matches()) {
            throw in.damaged("a string is not in quotes");
        }
        String inside = quoted.group(1) == null ? quoted.group(2) : quoted.group(1);
        String plain = ESCAPE.matcher(inside).replaceAll(escape -> {
            String code = escape.group(1);
            return Matcher.quoteReplacement(
                    switch (code) {
                        case "\\", "'", "\"" -> code;
                        case "n" -> "\n";
                        case "r" -> "\r";
                        case "t" -> "\t";
                        default -> {
                            if (code.length() != 3) {
                                throw in.damaged("a string has the escape " + Printable.quoted(escape.group()));
                            }
                            yield String.valueOf((char) Integer.parseInt(code.substring(1), 16)); // x41
                        }
                    });
        });
        return in.utf8(plain.getBytes(StandardCharsets.ISO_8859_1));
    }
}
