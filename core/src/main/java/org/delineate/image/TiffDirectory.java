package org.delineate.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * Checks the one directory of a TIFF (TIFF 6.0, section 2): a single page, unsigned samples, data inside the file.
 *
 * <p>The JDK's reader follows directories that point at themselves until the memory is gone, takes signed samples for
 * unsigned ones, and passes on no warning of a JPEG inside. It gets a copy without what it trips over: a colour
 * profile,
 * and the predictor of samples of 16 bits.
 */
final class TiffDirectory {
    private static final int BITS = 258;
    private static final int COMPRESSION = 259;
    private static final int PHOTOMETRIC = 262;
    private static final int STRIP_OFFSETS = 273;
    private static final int STRIP_BYTES = 279;
    private static final int PREDICTOR = 317;
    private static final int TILE_WIDTH = 322;
    private static final int TILE_HEIGHT = 323;
    private static final int TILE_OFFSETS = 324;
    private static final int TILE_BYTES = 325;
    private static final int SAMPLE_FORMAT = 339;
    private static final int PROFILE = 34675;
    private static final int PRIVATE = 65535;
    private static final int DIFFERENCES = 2;
    private static final int BYTE = 1;

    private static final Set<Long> UNSIGNED = Set.of(1L);

    /** Colours that are accepted: grey with 0 as white or black, RGB, palette. */
    private static final Set<Long> COLOURS = Set.of(0L, 1L, 2L, 3L);

    /** Compressions that are accepted: none, the three fax codes, LZW, both codes of deflate, pack bits. */
    private static final Set<Long> COMPRESSIONS = Set.of(1L, 2L, 3L, 4L, 5L, 8L, 32946L, 32773L);

    private final ByteBuffer file;
    private final Map<Integer, long[]> fields = new HashMap<>();
    private final Map<Integer, Integer> entries = new HashMap<>();

    private TiffDirectory(byte[] file) {
        this.file = ByteBuffer.wrap(file).order(file[0] == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    }

    static CheckedFile check(byte[] file) throws IOException {
        try {
            TiffDirectory directory = new TiffDirectory(file);
            directory.check();
            return directory.forDecoder();
        } catch (IndexOutOfBoundsException e) {
            throw new IOException("the directory points beyond the end of the file at byte " + file.length, e);
        }
    }

    private void check() throws IOException {
        int at = file.getInt(4);
        int entries = file.getShort(at) & 0xffff;
        for (int i = 0; i < entries; i++) {
            read(at + 2 + 12 * i);
        }
        if (file.getInt(at + 2 + 12 * entries) != 0) {
            throw new IOException("more than one picture in one file; exactly one is read");
        }
        checkAll("samples of format", values(SAMPLE_FORMAT), UNSIGNED);
        checkAll("compression", values(COMPRESSION), COMPRESSIONS);
        checkAll("colours of kind", values(PHOTOMETRIC), COLOURS);
        checkTile();
        checkData(values(STRIP_OFFSETS), values(STRIP_BYTES));
        checkData(values(TILE_OFFSETS), values(TILE_BYTES));
    }

    private CheckedFile forDecoder() {
        boolean differences = contains(PREDICTOR, DIFFERENCES) && contains(BITS, 16);
        if (!differences && !entries.containsKey(PROFILE)) {
            return CheckedFile.of(file.array());
        }
        ByteBuffer copy = ByteBuffer.wrap(file.array().clone()).order(file.order());
        List<String> remarks = List.of();
        if (entries.containsKey(PROFILE)) {
            int entry = entries.get(PROFILE);
            remarks = ColourProfile.isBroken(profile(entry)) ? List.of(ColourProfile.BROKEN) : remarks;
            copy.putShort(entry, (short) PRIVATE)
                    .putShort(entry + 2, (short) BYTE)
                    .putInt(entry + 4, 1);
        }
        if (differences) {
            int entry = entries.get(PREDICTOR);
            copy.putShort(entry + 2, (short) 3).putInt(entry + 4, 1).putShort(entry + 8, (short) 1);
        }
        long[] tile = values(TILE_WIDTH);
        int restart = tile.length == 1 ? (int) tile[0] : Integer.MAX_VALUE;
        return new CheckedFile(
                copy.array(),
                differences ? new HorizontalDifferences(restart, contains(PHOTOMETRIC, 0)) : Decoding.PLAIN,
                remarks);
    }

    private boolean contains(int tag, long value) {
        return LongStream.of(values(tag)).anyMatch(v -> v == value);
    }

    private byte[] profile(int entry) {
        long from = file.getInt(entry + 8) & 0xffffffffL;
        long to = from + (file.getInt(entry + 4) & 0xffffffffL);
        return to > file.capacity() || to - from < 1
                ? new byte[1]
                : Arrays.copyOfRange(file.array(), (int) from, (int) to);
    }

    private void read(int entry) throws IOException {
        int tag = file.getShort(entry) & 0xffff;
        entries.put(tag, entry);
        int type = file.getShort(entry + 2);
        int count = file.getInt(entry + 4);
        int bytes = type == 3 ? 2 : 4;
        if (type != 3 && type != 4) {
            return;
        }
        if (count < 0 || count > file.capacity() / bytes) {
            throw new IndexOutOfBoundsException();
        }
        int from = count * bytes <= 4 ? entry + 8 : file.getInt(entry + 8);
        long[] values = new long[count];
        for (int i = 0; i < count; i++) {
            int at = from + i * bytes;
            values[i] = type == 3 ? file.getShort(at) & 0xffff : file.getInt(at) & 0xffffffffL;
        }
        if (fields.put(tag, values) != null) {
            throw new IOException("field " + tag + " twice");
        }
    }

    private long[] values(int tag) {
        return fields.getOrDefault(tag, new long[0]);
    }

    private static void checkAll(String what, long[] values, Set<Long> known) throws IOException {
        for (long value : values) {
            if (!known.contains(value)) {
                throw new IOException(what + " " + value + "; only " + new TreeSet<>(known) + " are read");
            }
        }
    }

    private void checkTile() throws IOException {
        for (int tag : new int[] {TILE_WIDTH, TILE_HEIGHT}) {
            for (long side : values(tag)) {
                if (side < 16 || side % 16 != 0 || side > 4096) {
                    throw new IOException("a tile side of " + side + "; 16 to 4096 in steps of 16 are read");
                }
            }
        }
    }

    private void checkData(long[] offsets, long[] lengths) throws IOException {
        if (offsets.length != lengths.length) {
            throw new IOException(offsets.length + " pieces of data have " + lengths.length + " lengths");
        }
        for (int i = 0; i < offsets.length; i++) {
            if (offsets[i] + lengths[i] > file.capacity()) {
                throw new IOException("piece " + i + " of the data ends at byte " + (offsets[i] + lengths[i])
                        + ", the file at " + file.capacity());
            }
        }
    }
}
