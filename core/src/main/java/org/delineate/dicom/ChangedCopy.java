package org.delineate.dicom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;
import org.delineate.file.Printable;

/**
 * Writes a file with other attributes and the same pixels. Compressed pixel data is copied fragment by fragment, in its
 * transfer syntax; other pixel data becomes Explicit VR Little Endian, as the writer writes everything else.
 */
public final class ChangedCopy {
    private static final int BLOCK = 1 << 16;
    private static final int UNDEFINED = -1;

    private ChangedCopy() {}

    /**
     * Writes the file completely or not at all.
     *
     * @throws BadFileException where the transfer syntax does not say how the pixels lie in the file
     */
    public static void write(Path file, DicomFile source, DataSet dataSet) {
        PixelData pixels = source.pixelData();
        byte[] attributes = DicomWriter.encode(
                dataSet.toBuilder()
                        .removeIf(tag -> pixels != null && Integer.compareUnsigned(tag, pixels.tag()) >= 0)
                        .build(),
                syntaxUid(source));
        AtomicFile.write(file, channel -> {
            AtomicFile.writeFully(channel, ByteBuffer.wrap(attributes));
            if (pixels != null) {
                try (ByteSource in = source.open()) {
                    copy(pixels, in, source.isBigEndian() ? unit(source) : 1, channel);
                }
            }
        });
    }

    private static String syntaxUid(DicomFile source) {
        PixelData pixels = source.pixelData();
        boolean known = source.syntax().isPresent();
        if (pixels != null && pixels.isEncapsulated()) {
            if (known && !source.syntax().get().isEncapsulated()) {
                throw new BadFileException(
                        source.path(),
                        "fragments of pixel data in a syntax without compression",
                        BadFileException.DAMAGED);
            }
            return source.syntaxUid();
        }
        if (!known || pixels != null && source.syntax().get().isEncapsulated()) {
            throw new BadFileException(
                    source.path(),
                    "transfer syntax " + Printable.quoted(source.syntaxUid())
                            + ", and pixel data that is not in fragments",
                    "convert the file to a common transfer syntax");
        }
        return TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid();
    }

    private static void copy(PixelData pixels, ByteSource in, int unit, FileChannel out) throws IOException {
        Vr vr = vr(pixels);
        ByteBuffer header = buffer(12);
        putTag(header, pixels.tag());
        header.put(vr.name().getBytes(StandardCharsets.US_ASCII)).putShort((short) 0);
        if (!pixels.isEncapsulated()) {
            boolean odd = pixels.length() % 2 != 0;
            header.putInt((int) (pixels.length() + (odd ? 1 : 0)));
            AtomicFile.writeFully(out, header.flip());
            value(pixels, in, unit, out);
            AtomicFile.writeFully(out, ByteBuffer.allocate(odd ? 1 : 0));
            return;
        }
        AtomicFile.writeFully(out, header.putInt(UNDEFINED).flip());
        ByteBuffer table = buffer(8 + 4 * pixels.offsets().length);
        putTag(table, Tag.ITEM);
        table.putInt(4 * pixels.offsets().length);
        for (long offset : pixels.offsets()) {
            table.putInt((int) offset);
        }
        AtomicFile.writeFully(out, table.flip());
        value(pixels, in, 1, out);
        ByteBuffer end = buffer(8);
        putTag(end, Tag.SEQUENCE_DELIMITATION_ITEM);
        AtomicFile.writeFully(out, end.putInt(0).flip());
    }

    /** Returns how many bytes the byte order turns round together: a sample, or a word that holds two (PS3.5, 8.2). */
    private static int unit(DicomFile source) {
        int sample = source.dataSet().integer(Tag.BITS_ALLOCATED).orElse(8) / 8;
        return sample == 2 || sample == 4 || sample == 8
                ? sample
                : vr(source.pixelData()).unit();
    }

    private static Vr vr(PixelData pixels) {
        return switch (pixels.tag()) {
            case Tag.FLOAT_PIXEL_DATA -> Vr.OF;
            case Tag.DOUBLE_FLOAT_PIXEL_DATA -> Vr.OD;
            default -> pixels.isWords() ? Vr.OW : Vr.OB;
        };
    }

    private static void value(PixelData pixels, ByteSource in, int unit, FileChannel out) throws IOException {
        long end = pixels.position() + pixels.length();
        for (long at = pixels.position(); at < end; at += BLOCK) {
            byte[] block = in.read(at, (int) Math.min(BLOCK, end - at));
            if (unit > 1) {
                ByteOrders.reverse(block, unit);
            }
            AtomicFile.writeFully(out, ByteBuffer.wrap(block));
        }
    }

    private static ByteBuffer buffer(int length) {
        return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void putTag(ByteBuffer out, int tag) {
        out.putShort((short) (tag >>> 16)).putShort((short) tag);
    }
}
