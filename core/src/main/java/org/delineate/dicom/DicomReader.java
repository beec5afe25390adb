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
    private static final int MOST_REMARKS = 20;
    private static final int MOST_PADDING = 1 << 16;

    private final Path file;
    private final Limits.DicomLimits limits;
    private final Set<String> remarks = new LinkedHashSet<>();
    private final ByteSource source;
    private ElementInput in;
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
        byte[] head = source.read(0, (int) Math.min(Preamble.LENGTH, source.size()));
        int start = Preamble.end(head);
        if (start < 0) {
            throw new BadFileException(
                    file,
                    "no DICOM file: it has neither DICM after 128 bytes nor begins with a data set",
                    "is this the right file?");
        }
        if (Preamble.startsProgram(head)) {
            remark("the preamble starts an executable program; do not pass the file on as it is");
        }
        in = new ElementInput(file, source, start);
        Level meta = new Level(source.size(), false, Encoding.EXPLICIT, null);
        while (in.size() - in.at() >= 8 && in.peekGroup(false) == 2) {
            element(meta);
        }
        DataSet group2 = DataSet.of(meta.elements, file);
        String uid = group2.text(Tag.TRANSFER_SYNTAX_UID).orElse("");
        byte[] inflated = null;
        if (uid.equals(TransferSyntax.DEFLATED.uid())) {
            inflated = new Inflation(file, limits.inflatedBytes()).inflate(source, in.at());
            in = new ElementInput(file, ByteSource.of(inflated), 0);
        }
        TransferSyntax encoding = encoding(uid);
        Level top = new Level(in.size(), false, new Encoding(encoding.isExplicit(), encoding.isBigEndian()), null);
        DataSet dataSet = dataSet(top);
        return new DicomFile(
                file, inflated != null ? inflated : bytes, group2, dataSet, encoding, pixelData, List.copyOf(remarks));
    }

    /** Looks at the first element: it decides where no syntax is stated, and where the statement cannot be true. */
    private TransferSyntax encoding(String uid) throws IOException {
        TransferSyntax stated = TransferSyntax.of(uid).orElse(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
        if (in.size() - in.at() < 8) {
            return uid.isEmpty() ? TransferSyntax.IMPLICIT_LITTLE_ENDIAN : stated;
        }
        byte[] first = in.value(8);
        in.skip(-8);
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
        while (level.delimited || in.at() < level.end) {
            if (level.depth == 0 && isPadding(level.end)) {
                break;
            }
            in.need(8, level.end);
            if (in.peekGroup(level.encoding.bigEndian()) == 0xfffe) {
                int tag = in.tag(level.encoding.bigEndian());
                long length = in.unsigned32(level.encoding.bigEndian());
                if (tag != Tag.ITEM_DELIMITATION_ITEM || !level.delimited || length != 0) {
                    throw in.bad(
                            in.at() - 8, Tag.named(tag) + " of length " + length + ", where an element is expected");
                }
                return DataSet.of(level.elements, file);
            }
            element(level);
        }
        return DataSet.of(level.elements, file);
    }

    /** Zeros after the last element belong to nothing; some writers fill the last block of a tape or disk with them. */
    private boolean isPadding(long end) throws IOException {
        long rest = end - in.at();
        if (rest > MOST_PADDING || rest >= 8 && in.peekGroup(false) != 0) {
            return false;
        }
        for (byte b : in.value((int) rest)) {
            if (b != 0) {
                in.skip(-rest);
                return false;
            }
        }
        remark("zeros after the last element");
        return true;
    }

    private void element(Level level) throws IOException {
        long start = in.at();
        Encoding encoding = level.encoding;
        in.need(8, level.end);
        int tag = in.tag(encoding.bigEndian());
        count();
        Vr vr = DataDictionary.vr(tag, level.signed);
        long length;
        byte[] next = in.peek(4);
        Vr stated = Vr.of(next[0], next[1]);
        boolean letters = stated != null || isUpper(next[0]) && isUpper(next[1]);
        long implicitLength = ByteOrders.unsigned32(next, 0, encoding.bigEndian());
        boolean explicit = encoding.explicit()
                ? letters
                : stated != null && implicitLength != UNDEFINED && implicitLength > level.end - in.at() - 4;
        if (explicit != encoding.explicit()) {
            remark("some elements have a value representation and others have none");
        }
        if (explicit) {
            in.skip(2);
            length = explicitLength(stated, encoding, level.end);
            vr = stated == null ? Vr.UN : stated;
        } else {
            length = in.unsigned32(encoding.bigEndian());
        }
        if (length != UNDEFINED && length > level.end - in.at()) {
            throw in.bad(
                    start, Tag.named(tag) + " claims " + length + " bytes; " + (level.end - in.at()) + " are left");
        }
        Element element = length == UNDEFINED ? undefined(level, tag, vr) : defined(level, tag, vr, length);
        Element twin = element == null ? null : level.elements.put(tag, element);
        if (twin != null && !twin.hasEqualValue(element)) {
            throw in.bad(start, Tag.named(tag) + " twice, with different values");
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
            byte[] next = in.peek(2);
            if (next[0] == 0 && next[1] == 0 && end - in.at() >= 6) {
                in.skip(2);
                long length = in.unsigned32(encoding.bigEndian());
                isLong = length <= end - in.at() || length == UNDEFINED;
                in.skip(-6);
            }
        }
        if (isLong) {
            in.need(6, end);
            in.skip(2);
            return in.unsigned32(encoding.bigEndian());
        }
        return in.unsigned16(encoding.bigEndian());
    }

    private Element defined(Level level, int tag, Vr vr, long length) throws IOException {
        if (level.depth == 0 && isPixels(tag)) {
            place(tag, PixelData.plain(tag, vr == Vr.OW, in.at(), length));
            in.skip(length);
            return null;
        }
        if (Tag.isGroupLength(tag)) {
            in.skip(length);
            return null;
        }
        if (vr == Vr.SQ) {
            return Element.sequence(tag, items(level, tag, in.at() + length, false, level.encoding));
        }
        if (vr == Vr.UN && DataDictionary.vr(tag) == Vr.SQ) {
            return Element.sequence(tag, items(level, tag, in.at() + length, false, Encoding.IMPLICIT));
        }
        valueBytes += length;
        if (valueBytes > limits.valueBytes()) {
            throw new BadFileException(
                    file,
                    Tag.named(tag) + ": more than " + limits.valueBytes() + " bytes besides the pixel data",
                    "remove large private elements");
        }
        byte[] value = in.value((int) length);
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
            throw in.bad(in.at(), Tag.named(tag) + ", and there is " + Tag.named(pixelData.tag()) + " already");
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
            throw in.bad(in.at(), Tag.named(tag) + " of VR " + vr + " has no length, which only sequences may");
        }
        boolean implicit = vr == Vr.UN;
        return Element.sequence(tag, items(level, tag, level.end, true, implicit ? Encoding.IMPLICIT : level.encoding));
    }

    private List<DataSet> items(Level parent, int tag, long end, boolean delimited, Encoding encoding)
            throws IOException {
        if (parent.depth >= limits.depth()) {
            throw in.bad(in.at(), Tag.named(tag) + ": sequences nested deeper than " + limits.depth());
        }
        List<DataSet> items = new ArrayList<>();
        while (delimited || in.at() < end) {
            in.need(8, end);
            int marker = in.tag(encoding.bigEndian());
            long length = in.unsigned32(encoding.bigEndian());
            if (marker == Tag.SEQUENCE_DELIMITATION_ITEM && length == 0 && (delimited || in.at() == end)) {
                break;
            }
            if (marker != Tag.ITEM) {
                throw in.bad(in.at() - 8, Tag.text(marker) + " in " + Tag.named(tag) + ", where an item is expected");
            }
            if (length != UNDEFINED && length > end - in.at()) {
                throw in.bad(
                        in.at() - 8,
                        "an item of " + Tag.named(tag) + " claims " + length + " bytes; " + (end - in.at())
                                + " are left");
            }
            count();
            boolean open = length == UNDEFINED;
            items.add(dataSet(new Level(open ? end : in.at() + length, open, encoding, parent)));
        }
        return items;
    }

    private PixelData fragments(Level level, int tag) throws IOException {
        return PixelData.fragments(tag, in, level.end, level.encoding.bigEndian(), limits.frames(), this::count);
    }

    private void count() {
        if (++elements > limits.elements()) {
            throw new BadFileException(
                    file, "more than " + limits.elements() + " elements", "export fewer frames or results a file");
        }
    }

    private void remark(String remark) {
        if (remarks.size() < MOST_REMARKS) {
            remarks.add(remark);
        }
    }
}
