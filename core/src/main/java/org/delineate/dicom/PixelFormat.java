package org.delineate.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.delineate.file.Printable;

/**
 * Says what the pixels of a file are (PS3.3, C.7.6.3).
 *
 * @param samples samples of a pixel, 1 or 3
 * @param allocated bits that a sample takes: 1, 8, 16 or 32
 * @param stored bits of these that count
 * @param signed whether samples are in two's complement
 * @param photometric photometric interpretation: "MONOCHROME2"
 */
public record PixelFormat(
        int rows, int columns, int frames, int samples, int allocated, int stored, boolean signed, String photometric) {
    /** Interpretations of one sample a pixel. */
    static final List<String> GREY = List.of("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR");

    /** Interpretations of three samples a pixel; those of JPEG 2000 are read with its pixels, not here. */
    static final List<String> COLOUR = List.of("RGB", "YBR_FULL", "YBR_FULL_422");

    private static final Set<Integer> ALLOCATED = Set.of(1, 8, 16, 32);

    /**
     * Reads and checks the attributes.
     *
     * @throws BadFileException where one is missing, contradicts another or exceeds a limit
     */
    static PixelFormat of(DicomFile file) {
        DataSet set = file.dataSet();
        int stated = set.integer(Tag.NUMBER_OF_FRAMES).orElse(1);
        int frames = stated == 0 ? 1 : stated; // some writers say 0 of a single frame
        int samples = set.requireInteger(Tag.SAMPLES_PER_PIXEL);
        int allocated = set.requireInteger(Tag.BITS_ALLOCATED);
        int stored = set.integer(Tag.BITS_STORED).orElse(allocated);
        String photometric = set.requireText(Tag.PHOTOMETRIC_INTERPRETATION);
        PixelFormat format = new PixelFormat(
                set.requireInteger(Tag.ROWS),
                set.requireInteger(Tag.COLUMNS),
                frames,
                samples,
                allocated,
                stored,
                set.integer(Tag.PIXEL_REPRESENTATION).orElse(0) == 1,
                photometric);
        format.check(set);
        return format;
    }

    private void check(DataSet set) {
        Limits.PictureLimits pictures = Limits.DEFAULT.pictures();
        require(set, ALLOCATED.contains(allocated), Tag.BITS_ALLOCATED, allocated + "; 1, 8, 16 or 32 are read");
        require(set, stored >= 1 && stored <= allocated, Tag.BITS_STORED, stored + " of " + allocated + " bits");
        boolean known = samples == 1 && GREY.contains(photometric) || samples == 3 && COLOUR.contains(photometric);
        require(
                set,
                known,
                Tag.PHOTOMETRIC_INTERPRETATION,
                Printable.plain(photometric) + " of " + samples + " samples a pixel; of one sample " + GREY
                        + ", of three " + COLOUR + " are read");
        require(set, samples == 1 || allocated > 1, Tag.BITS_ALLOCATED, "colours of one bit");
        int frameLimit = Limits.DEFAULT.dicom().frames();
        require(
                set,
                frames >= 1 && frames <= frameLimit,
                Tag.NUMBER_OF_FRAMES,
                frames + "; 1 to " + frameLimit + " are read");
        boolean fits = rows >= 1
                && columns >= 1
                && Math.max(rows, columns) <= pictures.sidePx()
                && (long) rows * columns <= pictures.pixels();
        if (!fits) {
            throw new BadFileException(
                    set.origin(),
                    rows + " rows of " + columns + " pixels; a side has at most " + pictures.sidePx()
                            + ", a picture at most " + pictures.pixels() + " pixels",
                    "scale the picture down");
        }
    }

    private static void require(DataSet set, boolean holds, int tag, String rule) {
        if (!holds) {
            throw set.bad(tag, rule);
        }
    }

    /** Returns rows times columns, within the limits. */
    int pixels() {
        return rows * columns;
    }

    /** Returns the bytes of a decoded sample: 1 for one bit too. */
    public int width() {
        return Math.max(1, allocated / 8);
    }

    /** Returns the bytes of a decoded frame, which may be more than an array holds. */
    long frameBytes() {
        return (long) pixels() * samples * width();
    }

    /** Returns the shape of all decoded samples: frames where there are several, rows, columns, samples where three. */
    public List<Integer> shape() {
        List<Integer> shape = new ArrayList<>();
        if (frames > 1) {
            shape.add(frames);
        }
        shape.add(rows);
        shape.add(columns);
        if (samples > 1) {
            shape.add(samples);
        }
        return shape;
    }
}
