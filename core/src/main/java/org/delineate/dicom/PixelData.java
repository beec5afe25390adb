package org.delineate.dicom;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Says where the pixel data of a file lies; the pixels themselves stay in the file (PS3.5, 8 and A.4).
 *
 * @param tag pixel data, float pixel data or double float pixel data
 * @param isWords whether the VR is OW, whose words the byte order turns round
 * @param position first byte of the value; of the first fragment's header where it is encapsulated
 * @param length bytes of the value; all fragments with their headers where it is encapsulated
 * @param offsets basic offset table: where frames start, from the first fragment's header on; empty where there is none
 * @param fragments where each fragment starts, without its header; null where the data is not encapsulated
 * @param lengths how long each fragment is
 */
record PixelData(
        int tag, boolean isWords, long position, long length, long[] offsets, long[] fragments, long[] lengths) {
    static PixelData plain(int tag, boolean isWords, long position, long length) {
        return new PixelData(tag, isWords, position, length, new long[0], null, null);
    }

    /**
     * Reads the items of encapsulated data: the basic offset table, which may be empty, and the fragments.
     *
     * @param end where they must end
     * @param count is told of each item
     */
    static PixelData fragments(int tag, ElementInput in, long end, boolean bigEndian, int mostFrames, Runnable count)
            throws IOException {
        long[] offsets = null;
        long first = 0;
        List<long[]> found = new ArrayList<>();
        while (true) {
            in.need(8, end);
            long start = in.at();
            int marker = in.tag(bigEndian);
            long length = in.unsigned32(bigEndian);
            if (marker == Tag.SEQUENCE_DELIMITATION_ITEM && length == 0 && offsets != null) {
                break;
            }
            if (marker != Tag.ITEM || length > end - in.at()) {
                throw in.bad(
                        start,
                        Tag.text(marker) + " of length " + length + " in " + Tag.named(tag) + ", " + (end - in.at())
                                + " bytes before the end, where a fragment is expected");
            }
            count.run();
            if (offsets == null) {
                offsets = offsetTable(length, in, bigEndian, mostFrames);
                first = in.at();
            } else {
                found.add(new long[] {in.at(), length});
                in.skip(length);
            }
        }
        return new PixelData(
                tag,
                false,
                first,
                in.at() - 8 - first,
                offsets,
                found.stream().mapToLong(f -> f[0]).toArray(),
                found.stream().mapToLong(f -> f[1]).toArray());
    }

    private static long[] offsetTable(long length, ElementInput in, boolean bigEndian, int mostFrames)
            throws IOException {
        if (length % 4 != 0 || length / 4 > mostFrames) {
            throw in.bad(
                    in.at() - 8,
                    "a basic offset table of " + length + " bytes; 4 for each of at most " + mostFrames
                            + " frames are read");
        }
        long[] offsets = new long[(int) length / 4];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = in.unsigned32(bigEndian);
        }
        return offsets;
    }

    boolean isEncapsulated() {
        return fragments != null;
    }
}
