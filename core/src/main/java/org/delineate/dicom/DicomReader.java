package org.delineate.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.delineate.file.Printable;

/**
 * Parses a DICOM file (PS3.10, 7; PS3.5, 7). No length is trusted: each is compared with what is left of the item and of
 * the file. Deviations that are common and harmless are read, and said as remarks.
 */
final class DicomReader {
    private static final long UNDEFINED = 0xffffffffL;
    private static final int PREAMBLE = 128;
    private static final int MOST_REMARKS = 20;
    private static final int MOST_PADDING = 1 << 16;

    private final Path file;
    private final Limits.DicomLimits limits;
    private final Set<String> remarks = new LinkedHashSet<>();
    private final byte[] scratch = new byte[8];
    private ByteSource source;
    private long at;
    private int elements;
    private long valueBytes;
    private PixelData pixelData;

    /** Says how elements are written. */
    private record Encoding(boolean explicit, boolean bigEndian) {
        static final Encoding IMPLICIT = new Encoding(false, false);
        static final Encoding EXPLICIT = new Encoding(true, false);
    }

    /**
     * Is the data set that is being read.
     *
     * @param end where it must end, or its parent where a delimiter ends it
     */
    private static final class Level {
        final TreeMap<Integer, Element> elements = DataSet.map();
        final long end;
        final boolean delimited;
        final Encoding encoding;
        final int depth;
        CharacterSets characters;
        boolean signed;

        Level(long end, boolean delimited, Encoding encoding, Level parent) {
            this.end = end;
            this.delimited = delimited;
            this.encoding = encoding;
            depth = parent == null ? 0 : parent.depth + 1;
            characters = parent == null ? CharacterSets.DEFAULT : parent.characters;
            signed = parent != null && parent.signed;
        }
    }

    DicomReader(Path file, ByteSource source, Limits.DicomLimits limits) {
        this.file = file;
        this.source = source;
        this.limits = limits;
    }

    /** Returns where the first element lies; -1 where the bytes are not those of a DICOM file. */
    static int start(byte[] head) {
        if (startsWith(head, PREAMBLE, 'D', 'I', 'C', 'M')) {
            return PREAMBLE + 4;
        }
        if (startsWith(head, 0, 'D', 'I', 'C', 'M')) {
            return 4;
        }
        if (head.length < 8) {
            return -1;
        }
        boolean little = (head[0] == 2 || head[0] == 8) && head[1] == 0 && (head[3] & 0xff) <= 0x22;
        boolean big = head[0] == 0 && head[1] == 8 && (head[2] & 0xff) <= 0x22;
        boolean explicit = Vr.of(head[4], head[5]) != null;
        boolean shortLength = head[6] == 0 && head[7] == 0 && head[5] == 0;
        return little && (explicit || shortLength) || big && explicit ? 0 : -1;
    }

    private static boolean startsWith(byte[] bytes, int at, int... expected) {
        boolean equal = bytes.length >= at + expected.length;
        for (int i = 0; equal && i < expected.length; i++) {
            equal = (bytes[at + i] & 0xff) == expected[i];
        }
        return equal;
    }

    /**
     * Reads the file.
     *
     * @param bytes the whole file where it lies in memory, else null
     */
    DicomFile read(byte[] bytes) throws IOException {
        if (source.size() > limits.fileBytes()) {
            throw new BadFileException(
                    file,
                    source.size() + " bytes; a DICOM file has at most " + limits.fileBytes(),
                    "export fewer frames a file");
        }
        byte[] head = source.read(0, (int) Math.min(PREAMBLE + 4, source.size()));
        int start = start(head);
        if (start < 0) {
            throw new BadFileException(
                    file,
                    "no DICOM file: it has neither DICM after 128 bytes nor begins with a data set",
                    "is this the right file?");
        }
        if (start > PREAMBLE) {
            notePreamble(head);
        }
        at = start;
        Level meta = new Level(source.size(), false, Encoding.EXPLICIT, null);
        while (source.size() - at >= 8 && peekGroup() == 2) {
            element(meta);
        }
        DataSet group2 = DataSet.of(meta.elements, file);
        String uid = group2.text(Tag.TRANSFER_SYNTAX_UID).orElse("");
        byte[] inflated = null;
        if (uid.equals(TransferSyntax.DEFLATED.uid())) {
            inflated = new Inflation(file, limits.inflatedBytes()).inflate(source, at);
            source = ByteSource.of(inflated);
            at = 0;
        }
        TransferSyntax encoding = encoding(uid);
        Level top = new Level(source.size(), false, new Encoding(encoding.isExplicit(), encoding.isBigEndian()), null);
        DataSet dataSet = dataSet(top);
        return new DicomFile(
                file, inflated != null ? inflated : bytes, group2, dataSet, encoding, pixelData, List.copyOf(remarks));
    }

    /** A preamble may make the file a program as well (CVE-2019-11687); TIFF is its one honest use. */
    private void notePreamble(byte[] head) {
        boolean program = startsWith(head, 0, 'M', 'Z')
                || startsWith(head, 0, 0x7f, 'E', 'L', 'F')
                || startsWith(head, 0, '#', '!')
                || startsWith(head, 1, 0xfa, 0xed, 0xfe)
                || startsWith(head, 0, 0xfe, 0xed, 0xfa)
                || startsWith(head, 0, 0xca, 0xfe, 0xba, 0xbe);
        if (program) {
            remark("the preamble starts an executable program; do not pass the file on as it is");
        }
    }

    /** Looks at the first element: it decides where no syntax is stated, and where the statement cannot be true. */
    private TransferSyntax encoding(String uid) throws IOException {
        TransferSyntax stated = TransferSyntax.of(uid).orElse(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
        if (source.size() - at < 8) {
            return uid.isEmpty() ? TransferSyntax.IMPLICIT_LITTLE_ENDIAN : stated;
        }
        byte[] first = source.read(at, 8);
        boolean letters = Vr.of(first[4], first[5]) != null;
        TransferSyntax found = stated;
        if (uid.isEmpty()) {
            found = !letters
                    ? TransferSyntax.IMPLICIT_LITTLE_ENDIAN
                    : first[0] == 0 && first[1] != 0
                            ? TransferSyntax.EXPLICIT_BIG_ENDIAN
                            : TransferSyntax.EXPLICIT_LITTLE_ENDIAN;
            remark("no transfer syntax is stated; read as " + found.title());
        } else if (stated.isExplicit() && !letters && !stated.isBigEndian()) {
            found = TransferSyntax.IMPLICIT_LITTLE_ENDIAN;
            remark("explicit value representations are stated, and there are none");
        } else if (!stated.isExplicit() && letters && first[7] != 0) {
            found = TransferSyntax.EXPLICIT_LITTLE_ENDIAN;
            remark("implicit value representations are stated, and there are explicit ones");
        }
        return found;
    }

    private DataSet dataSet(Level level) throws IOException {
        while (level.delimited || at < level.end) {
            if (level.depth == 0 && isPadding(level.end)) {
                break;
            }
            need(8, level.end);
            if (peekGroup(level.encoding) == 0xfffe) {
                int tag = tag(level.encoding.bigEndian());
                long length = unsigned32(level.encoding.bigEndian());
                if (tag != Tag.ITEM_DELIMITATION_ITEM || !level.delimited || length != 0) {
                    throw bad(at - 8, Tag.named(tag) + " of length " + length + ", where an element is expected");
                }
                return DataSet.of(level.elements, file);
            }
            element(level);
        }
        return DataSet.of(level.elements, file);
    }

    /** Zeros after the last element belong to nothing; some writers fill the last block of a tape or disk with them. */
    private boolean isPadding(long end) throws IOException {
        long rest = end - at;
        if (rest > MOST_PADDING || rest >= 8 && peekGroup() != 0) {
            return false;
        }
        for (byte b : source.read(at, (int) rest)) {
            if (b != 0) {
                return false;
            }
        }
        remark("zeros after the last element");
        return true;
    }

    private void element(Level level) throws IOException {
        long start = at;
        Encoding encoding = level.encoding;
        need(8, level.end);
        int tag = tag(encoding.bigEndian());
        count();
        Vr vr = DataDictionary.vr(tag, level.signed);
        long length;
        if (encoding.explicit()) {
            source.read(at, scratch, 0, 4);
            Vr stated = Vr.of(scratch[0], scratch[1]);
            boolean letters = stated != null || isUpper(scratch[0]) && isUpper(scratch[1]);
            if (letters) {
                at += 2;
                length = explicitLength(stated, encoding, level.end);
                vr = stated == null ? Vr.UN : stated;
            } else {
                remark("elements without a value representation among explicit ones");
                length = unsigned32(encoding.bigEndian());
            }
        } else {
            length = unsigned32(encoding.bigEndian());
        }
        if (length != UNDEFINED && length > level.end - at) {
            throw bad(start, Tag.named(tag) + " claims " + length + " bytes; " + (level.end - at) + " are left");
        }
        Element element = length == UNDEFINED ? undefined(level, tag, vr) : defined(level, tag, vr, length);
        Element twin = element == null ? null : level.elements.put(tag, element);
        if (twin != null && !twin.hasEqualValue(element)) {
            throw bad(start, Tag.named(tag) + " twice, with different values");
        }
    }

    private static boolean isUpper(byte letter) {
        return letter >= 'A' && letter <= 'Z';
    }

    /** Reads the length after an explicit VR; one that is not known has the long form, where that can be (7.1.2). */
    private long explicitLength(Vr vr, Encoding encoding, long end) throws IOException {
        boolean isLong = vr != null && vr.hasLongLength();
        if (vr == null) {
            remark("an unknown value representation; its values are kept as bytes");
            source.read(at, scratch, 0, 2);
            if (scratch[0] == 0 && scratch[1] == 0 && end - at >= 6) {
                at += 2;
                long length = unsigned32(encoding.bigEndian());
                isLong = length <= end - at || length == UNDEFINED;
                at -= 6;
            }
        }
        if (isLong) {
            need(6, end);
            at += 2;
            return unsigned32(encoding.bigEndian());
        }
        return unsigned16(encoding.bigEndian());
    }

    private Element defined(Level level, int tag, Vr vr, long length) throws IOException {
        if (level.depth == 0 && isPixels(tag)) {
            place(tag, PixelData.plain(tag, vr == Vr.OW, at, length));
            at += length;
            return null;
        }
        if (Tag.isGroupLength(tag)) {
            at += length;
            return null;
        }
        if (vr == Vr.SQ) {
            return Element.sequence(tag, items(level, tag, at + length, false, level.encoding));
        }
        if (vr == Vr.UN && DataDictionary.vr(tag) == Vr.SQ) {
            return Element.sequence(tag, items(level, tag, at + length, false, Encoding.IMPLICIT));
        }
        valueBytes += length;
        if (valueBytes > limits.valueBytes()) {
            throw new BadFileException(
                    file,
                    Tag.named(tag) + ": more than " + limits.valueBytes() + " bytes besides the pixel data",
                    "remove large private elements");
        }
        byte[] value = source.read(at, (int) length);
        at += length;
        if (level.encoding.bigEndian()) {
            ByteOrders.reverse(value, vr.unit());
        }
        Vr known = vr == Vr.UN ? DataDictionary.vr(tag, level.signed) : vr;
        Element element = Element.of(tag, known, value, level.characters);
        if (tag == Tag.SPECIFIC_CHARACTER_SET) {
            level.characters = CharacterSets.of(element.texts());
            for (String name : level.characters.unknown()) {
                remark("unknown character set " + Printable.quoted(name) + "; its letters are shown as Latin-1");
            }
        } else if (tag == Tag.PIXEL_REPRESENTATION) {
            level.signed = value.length > 0 && value[0] == 1;
        }
        return element;
    }

    private static boolean isPixels(int tag) {
        return tag == Tag.PIXEL_DATA || tag == Tag.FLOAT_PIXEL_DATA || tag == Tag.DOUBLE_FLOAT_PIXEL_DATA;
    }

    private void place(int tag, PixelData data) {
        if (pixelData != null) {
            throw bad(at, Tag.named(tag) + ", and there is " + Tag.named(pixelData.tag()) + " already");
        }
        pixelData = data;
    }

    /** Reads what a delimiter ends: encapsulated pixel data, or a sequence, in UN one of implicit elements. */
    private Element undefined(Level level, int tag, Vr vr) throws IOException {
        boolean bytes = vr.kind() == Vr.Kind.BYTES && vr != Vr.UN;
        if (level.depth == 0 && isPixels(tag)) {
            place(tag, fragments(level, tag));
            return null;
        }
        if (bytes && level.encoding.explicit()) {
            fragments(level, tag);
            remark("a picture inside a sequence is not read");
            return null;
        }
        if (vr != Vr.SQ && vr != Vr.UN) {
            throw bad(at, Tag.named(tag) + " of VR " + vr + " has no length, which only sequences may");
        }
        boolean implicit = vr == Vr.UN;
        return Element.sequence(tag, items(level, tag, level.end, true, implicit ? Encoding.IMPLICIT : level.encoding));
    }

    private List<DataSet> items(Level parent, int tag, long end, boolean delimited, Encoding encoding)
            throws IOException {
        if (parent.depth >= limits.depth()) {
            throw bad(at, Tag.named(tag) + ": sequences nested deeper than " + limits.depth());
        }
        List<DataSet> items = new ArrayList<>();
        while (delimited || at < end) {
            need(8, end);
            int marker = tag(encoding.bigEndian());
            long length = unsigned32(encoding.bigEndian());
            if (marker == Tag.SEQUENCE_DELIMITATION_ITEM && length == 0 && (delimited || at == end)) {
                break;
            }
            if (marker != Tag.ITEM) {
                throw bad(at - 8, Tag.text(marker) + " in " + Tag.named(tag) + ", where an item is expected");
            }
            if (length != UNDEFINED && length > end - at) {
                throw bad(
                        at - 8,
                        "an item of " + Tag.named(tag) + " claims " + length + " bytes; " + (end - at) + " are left");
            }
            count();
            boolean open = length == UNDEFINED;
            items.add(dataSet(new Level(open ? end : at + length, open, encoding, parent)));
        }
        return items;
    }

    private PixelData fragments(Level level, int tag) throws IOException {
        boolean bigEndian = level.encoding.bigEndian();
        long[] offsets = null;
        long first = 0;
        List<long[]> found = new ArrayList<>();
        while (true) {
            need(8, level.end);
            long start = at;
            int marker = tag(bigEndian);
            long length = unsigned32(bigEndian);
            if (marker == Tag.SEQUENCE_DELIMITATION_ITEM && length == 0 && offsets != null) {
                break;
            }
            if (marker != Tag.ITEM || length > level.end - at) {
                throw bad(
                        start,
                        Tag.text(marker) + " of length " + length + " in " + Tag.named(tag) + ", " + (level.end - at)
                                + " bytes before the end, where a fragment is expected");
            }
            count();
            if (offsets == null) {
                offsets = offsetTable(length, bigEndian, start);
                first = at;
            } else {
                found.add(new long[] {at, length});
                at += length;
            }
        }
        return new PixelData(
                tag,
                false,
                first,
                at - 8 - first,
                offsets,
                found.stream().mapToLong(f -> f[0]).toArray(),
                found.stream().mapToLong(f -> f[1]).toArray());
    }

    private long[] offsetTable(long length, boolean bigEndian, long start) throws IOException {
        if (length % 4 != 0 || length / 4 > limits.frames()) {
            throw bad(
                    start,
                    "a basic offset table of " + length + " bytes; 4 for each of at most " + limits.frames()
                            + " frames are read");
        }
        long[] offsets = new long[(int) length / 4];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = unsigned32(bigEndian);
        }
        return offsets;
    }

    private void count() {
        if (++elements > limits.elements()) {
            throw new BadFileException(
                    file, "more than " + limits.elements() + " elements", "export fewer frames or results a file");
        }
    }

    private void need(int bytes, long end) {
        if (end - at < bytes) {
            throw bad(at, "an element begins, " + (end - at) + " bytes before the end");
        }
    }

    private int peekGroup() throws IOException {
        return peekGroup(Encoding.EXPLICIT);
    }

    private int peekGroup(Encoding encoding) throws IOException {
        int group = unsigned16(encoding.bigEndian());
        at -= 2;
        return group;
    }

    private int tag(boolean bigEndian) throws IOException {
        return unsigned16(bigEndian) << 16 | unsigned16(bigEndian);
    }

    private int unsigned16(boolean bigEndian) throws IOException {
        source.read(at, scratch, 0, 2);
        at += 2;
        return ByteOrders.unsigned16(scratch, 0, bigEndian);
    }

    private long unsigned32(boolean bigEndian) throws IOException {
        source.read(at, scratch, 0, 4);
        at += 4;
        return ByteOrders.unsigned32(scratch, 0, bigEndian);
    }

    private void remark(String remark) {
        if (remarks.size() < MOST_REMARKS) {
            remarks.add(remark);
        }
    }

    private BadFileException bad(long position, String rule) {
        return new BadFileException(file, "byte " + position + ": " + rule, BadFileException.DAMAGED);
    }
}
