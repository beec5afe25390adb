package org.delineate.png;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Decodes the PNGs that most pictures are, in a third of the time of the JDK's reader: grey or RGB, 8 or 16 bits, not
 * interlaced, and nothing in the file but the picture. All others, and every file that is not as it should be, are left
 * to that reader.
 *
 * @param channels 1 = grey, 3 = red, green, blue
 * @param bits 8 or 16
 */
public record PngPixels(int height, int width, int channels, int bits, byte[] samples) {
    /** Is called before anything is allocated for the pixels, and throws where they are too many. */
    public interface Admission {
        void check(int height, int width, int channels, int bits);
    }

    /** A chunk's content. */
    private record Content(int from, int length) {}

    /**
     * Decodes a whole file.
     *
     * @return samples row-major, channels interleaved, those of 16 bits with the more significant byte first; empty where
     *     the JDK's reader is to have its say
     */
    public static Optional<PngPixels> of(byte[] file, Admission admission) {
        List<Content> header = new ArrayList<>();
        List<Content> data = new ArrayList<>();
        boolean[] others = new boolean[1];
        try {
            PngChunks.walk(file, (type, from, length) -> {
                if (type == PngChunks.HEADER && header.isEmpty() && length == 13) {
                    header.add(new Content(from, length));
                } else if (type == PngChunks.DATA && !header.isEmpty()) {
                    data.add(new Content(from, length));
                } else {
                    others[0] |= type != PngChunks.END || length > 0;
                }
            });
            if (header.isEmpty() || data.isEmpty() || others[0]) {
                return Optional.empty();
            }
            return decoded(file, header.get(0).from, data, admission);
        } catch (IOException | DataFormatException e) {
            return Optional.empty(); // the JDK's reader says why
        }
    }

    private static Optional<PngPixels> decoded(byte[] file, int header, List<Content> data, Admission admission)
            throws DataFormatException {
        ByteBuffer in = ByteBuffer.wrap(file, header, 13);
        int width = in.getInt();
        int height = in.getInt();
        int bits = in.get();
        int channels = in.get() + 1; // colour type 0 or 2
        boolean plain = in.get() == 0 && in.get() == 0 && in.get() == 0; // deflate, five filters, not interlaced
        if (!plain || bits != 8 && bits != 16 || channels != 1 && channels != 3 || width < 1 || height < 1) {
            return Optional.empty();
        }
        long rowBytes = (long) width * channels * bits / 8;
        admission.check(height, width, channels, bits);
        if ((rowBytes + 1) * height >= Integer.MAX_VALUE - 8) {
            return Optional.empty();
        }
        byte[] rows = new byte[height * (1 + (int) rowBytes)];
        if (!inflate(file, data, rows)) {
            return Optional.empty();
        }
        byte[] samples = PngRows.unfiltered(rows, height, (int) rowBytes, channels * bits / 8);
        return samples == null ? Optional.empty() : Optional.of(new PngPixels(height, width, channels, bits, samples));
    }

    /** Returns whether the data gives exactly these bytes, its own checksum included. */
    private static boolean inflate(byte[] file, List<Content> data, byte[] rows) throws DataFormatException {
        Inflater inflater = new Inflater();
        try {
            int length = 0;
            for (Content part : data) {
                if (inflater.finished()) {
                    return false;
                }
                inflater.setInput(file, part.from, part.length);
                length += inflater.inflate(rows, length, rows.length - length);
                if (length == rows.length && !inflater.finished() && inflater.inflate(new byte[1]) > 0) {
                    return false;
                }
            }
            return length == rows.length && inflater.finished() && inflater.getRemaining() == 0;
        } finally {
            inflater.end();
        }
    }
}
