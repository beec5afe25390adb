package org.delineate.dicom;

import java.io.IOException;
import java.util.Arrays;
import org.delineate.file.BadFileException;

/**
 * Says which fragments hold which frame (PS3.5, A.4): by the extended offset table, by the basic one, one fragment each,
 * or by the marker that every JPEG begins with.
 */
final class FramePositions {
    private static final int ITEM_HEADER = 8;

    private final PixelData data;
    /** First fragment of each frame, and behind the last the number of fragments. */
    private final int[] first;

    private FramePositions(PixelData data, int[] first) {
        this.data = data;
        this.first = first;
    }

    static FramePositions of(DicomFile file, int frames, ByteSource source) throws IOException {
        PixelData data = file.pixelData();
        int count = data.fragments().length;
        if (count < frames) {
            throw bad(file, frames + " frames in " + count + " fragments");
        }
        long[] extended = extended(file, frames);
        int[] first = extended.length > 0 ? byOffsets(data, extended) : byOffsets(data, data.offsets());
        if (extended.length > 0 && (first == null || first.length != frames)) {
            throw bad(file, "the extended offset table does not point to the fragments of " + frames + " frames");
        }
        if (first == null || first.length != frames) {
            first = count == frames || frames == 1 ? null : byStartMarker(data, source);
            if (first != null && first.length != frames) {
                throw bad(
                        file,
                        "the offset table does not say where " + frames + " frames begin in " + count + " fragments");
            }
        }
        int[] starts = new int[frames + 1];
        for (int i = 0; i < frames; i++) {
            starts[i] = first == null ? i : first[i];
        }
        starts[frames] = count;
        return new FramePositions(data, starts);
    }

    private static long[] extended(DicomFile file, int frames) {
        byte[] table = file.dataSet().bytes(Tag.EXTENDED_OFFSET_TABLE).orElse(new byte[0]);
        byte[] lengths = file.dataSet().bytes(Tag.EXTENDED_OFFSET_TABLE_LENGTHS).orElse(new byte[0]);
        if (table.length == 0) {
            return new long[0];
        }
        if (table.length != 8L * frames || lengths.length != table.length) {
            throw bad(
                    file,
                    "an extended offset table of " + table.length + " bytes and lengths of " + lengths.length + "; "
                            + 8L * frames + " are expected for " + frames + " frames");
        }
        long[] offsets = new long[frames];
        for (int i = 0; i < frames; i++) {
            offsets[i] = ByteOrders.unsigned64(table, 8 * i, false);
        }
        return offsets;
    }

    /** Returns the fragments that begin at these offsets; null where one begins elsewhere. */
    private static int[] byOffsets(PixelData data, long[] offsets) {
        int[] first = new int[offsets.length];
        for (int i = 0; i < offsets.length; i++) {
            first[i] = Arrays.binarySearch(data.fragments(), data.position() + offsets[i] + ITEM_HEADER);
            if (first[i] < 0 || i > 0 && first[i] <= first[i - 1] || first[0] != 0) {
                return null;
            }
        }
        return first;
    }

    /** Returns the fragments that begin with the marker of a JPEG's start. */
    private static int[] byStartMarker(PixelData data, ByteSource source) throws IOException {
        int[] found = new int[data.fragments().length];
        int count = 0;
        for (int i = 0; i < found.length; i++) {
            if (data.lengths()[i] >= 2) {
                byte[] marker = source.read(data.fragments()[i], 2);
                if (marker[0] == (byte) 0xff && marker[1] == (byte) 0xd8) {
                    found[count++] = i;
                }
            }
        }
        return count > 0 && found[0] == 0 ? Arrays.copyOf(found, count) : new int[0];
    }

    /** Reads the joined fragments of a frame. */
    byte[] read(DicomFile file, int frame, long most, ByteSource source) throws IOException {
        long length = 0;
        for (int i = first[frame]; i < first[frame + 1]; i++) {
            length += data.lengths()[i];
        }
        if (length > most) {
            throw bad(
                    file,
                    "frame " + (frame + 1) + " of " + length + " compressed bytes; at most " + most + " are read");
        }
        byte[] bytes = new byte[(int) length];
        int at = 0;
        for (int i = first[frame]; i < first[frame + 1]; i++) {
            source.read(data.fragments()[i], bytes, at, (int) data.lengths()[i]);
            at += (int) data.lengths()[i];
        }
        return bytes;
    }

    private static BadFileException bad(DicomFile file, String rule) {
        return new BadFileException(file.path(), rule, BadFileException.DAMAGED);
    }
}
