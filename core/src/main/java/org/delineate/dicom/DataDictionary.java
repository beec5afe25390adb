package org.delineate.dicom;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** Holds the data elements of DICOM PS3.6, bundled as {@code elements.tsv}. */
public final class DataDictionary {
    private static final Map<Integer, Entry> ENTRIES = new HashMap<>();
    private static final Map<String, Integer> TAGS = new HashMap<>();
    private static final List<Repeating> REPEATING = new ArrayList<>();

    /**
     * Describes a data element.
     *
     * @param representation as in the standard, "US or SS" where a file decides
     */
    private record Entry(String representation, String keyword) {}

    /**
     * Describes the elements of repeating groups, as (60xx,3000).
     *
     * @param mask bits of the tag that are fixed
     */
    private record Repeating(int mask, int bits, Entry entry) {}

    static {
        for (String[] row : rows("elements.tsv")) {
            Entry entry = new Entry(row[1], row[2]);
            if (row[0].indexOf('x') < 0) {
                int tag = Integer.parseUnsignedInt(row[0], 16);
                ENTRIES.put(tag, entry);
                TAGS.put(row[2], tag);
            } else {
                int mask =
                        Integer.parseUnsignedInt(row[0].replaceAll("[^x]", "f").replace('x', '0'), 16);
                REPEATING.add(new Repeating(mask, Integer.parseUnsignedInt(row[0].replace('x', '0'), 16), entry));
            }
        }
    }

    private DataDictionary() {}

    /** Reads a table of this package or of one inside it, cells divided by tabs. */
    public static List<String[]> rows(String name) {
        List<String[]> rows = new ArrayList<>();
        try (InputStream in = DataDictionary.class.getResourceAsStream(name);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                rows.add(line.split("\t"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    /** Returns the keyword, "PatientID"; empty where the dictionary lacks the tag. */
    public static String keyword(int tag) {
        Entry entry = entry(tag);
        return entry == null ? "" : entry.keyword();
    }

    /** Returns the tag of a keyword. */
    public static OptionalInt tag(String keyword) {
        Integer tag = TAGS.get(keyword);
        return tag == null ? OptionalInt.empty() : OptionalInt.of(tag);
    }

    /** Returns whether the standard defines the tag, groups that repeat included. */
    public static boolean isKnown(int tag) {
        return entry(tag) != null;
    }

    /** Returns the value representation where it does not depend on the pixels' sign; unknown tags are UN. */
    public static Vr vr(int tag) {
        return vr(tag, false);
    }

    /**
     * Returns the value representation.
     *
     * @param signed whether the pixels are, which decides between US and SS (PS3.5, A.1)
     */
    static Vr vr(int tag, boolean signed) {
        if (Tag.isPrivateCreator(tag)) {
            return Vr.LO;
        }
        if (Tag.isGroupLength(tag)) {
            return Vr.UL;
        }
        Entry entry = entry(tag);
        if (entry == null) {
            return Vr.UN;
        }
        return switch (entry.representation()) {
            case "US or SS" -> signed ? Vr.SS : Vr.US;
            case "US or SS or OW", "US or OW", "OB or OW" -> Vr.OW;
            default -> Vr.valueOf(entry.representation());
        };
    }

    private static Entry entry(int tag) {
        Entry entry = ENTRIES.get(tag);
        if (entry != null) {
            return entry;
        }
        for (Repeating repeating : REPEATING) {
            if ((tag & repeating.mask()) == repeating.bits()) {
                return repeating.entry();
            }
        }
        return null;
    }
}
