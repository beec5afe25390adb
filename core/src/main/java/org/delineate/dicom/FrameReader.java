package org.delineate.dicom;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.delineate.dicom.codec.CodecException;
import org.delineate.dicom.codec.JpegDecoder;
import org.delineate.dicom.codec.JpegLsDecoder;
import org.delineate.dicom.codec.RleDecoder;
import org.delineate.dicom.codec.Samples;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;
import org.delineate.file.Printable;
import org.delineate.file.UnreadableFileException;

/**
 * Reads the frames of an open file one by one, in any order; memory holds one at a time (PS3.5, 8 and annex A.4).
 *
 * <p>Not for use by several threads at once.
 */
public final class FrameReader implements AutoCloseable {
    /** Most bytes that one of a run-length coding stands for: two make a run of 128. */
    private static final int RUN = 64;

    private static final List<String> JPEG_2000 = List.of("90", "91", "92", "93", "201", "202", "203");

    private final DicomFile file;
    private final PixelFormat format;
    private final TransferSyntax syntax;
    private final ByteSource source;
    private final FramePositions positions;
    private final int shift;

    private FrameReader(DicomFile file, PixelFormat format, TransferSyntax syntax, ByteSource source)
            throws IOException {
        this.file = file;
        this.format = format;
        this.syntax = syntax;
        this.source = source;
        int high = file.dataSet().integer(Tag.HIGH_BIT).orElse(format.stored() - 1);
        shift = high + 1 - format.stored();
        if (shift < 0 || high >= format.allocated()) {
            throw file.dataSet()
                    .bad(Tag.HIGH_BIT, high + " with " + format.stored() + " bits stored of " + format.allocated());
        }
        if (file.pixelData().isEncapsulated()) {
            positions = FramePositions.of(file, format.frames(), source);
        } else {
            positions = null;
            checkLength();
        }
    }

    /**
     * Opens the frames of a file.
     *
     * @throws BadFileException where there are none, where their coding is not read, or where attributes contradict
     *     each other
     */
    public static FrameReader open(DicomFile file) {
        if (!file.hasPixels()) {
            String what = file.dataSet().text(Tag.SOP_CLASS_UID).map(Uid::name).orElse("a file without SOP class");
            throw new BadFileException(
                    file.path(), "no pixel data (" + Printable.plain(what) + ")", "give a file with a picture");
        }
        if (file.pixelData().tag() != Tag.PIXEL_DATA) {
            throw new BadFileException(
                    file.path(),
                    Tag.named(file.pixelData().tag()) + ": pixels in floating point are not read",
                    "export the picture with whole numbers");
        }
        TransferSyntax syntax = file.syntax().orElseThrow(() -> refused(file));
        if (file.pixelData().isEncapsulated() != syntax.isEncapsulated()) {
            throw new BadFileException(
                    file.path(),
                    "pixel data " + (syntax.isEncapsulated() ? "without" : "in") + " fragments, where the syntax is "
                            + syntax.title(),
                    BadFileException.DAMAGED);
        }
        PixelFormat format = PixelFormat.of(file);
        try {
            ByteSource source = file.open();
            try {
                return new FrameReader(file, format, syntax, source);
            } catch (IOException | RuntimeException e) {
                source.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UnreadableFileException(file.path(), e);
        }
    }

    private static BadFileException refused(DicomFile file) {
        String uid = file.syntaxUid();
        boolean jpeg2000 = uid.startsWith("1.2.840.10008.1.2.4.")
                && JPEG_2000.contains(uid.substring("1.2.840.10008.1.2.4.".length()));
        String name = Uid.name(uid).equals(uid) ? Printable.plain(uid) : Uid.name(uid) + " (" + uid + ")";
        return new BadFileException(
                file.path(),
                "pixels in the transfer syntax " + name + " are not read",
                jpeg2000
                        ? "convert the file first, for instance with gdcmconv --raw or dcmdjp2k"
                        : "export it uncompressed, in Explicit VR Little Endian");
    }

    public PixelFormat format() {
        return format;
    }

    /**
     * Reads one frame.
     *
     * @param index 0 for the first
     * @throws BadFileException where its bytes are not those that its coding demands
     */
    public StoredFrame frame(int index) {
        if (index < 0 || index >= format.frames()) {
            throw new BadFileException(
                    file.path(),
                    "no frame " + (index + 1L) + " among " + format.frames(),
                    "give one of 1 to " + format.frames());
        }
        try {
            return positions == null ? plain(index) : decoded(index);
        } catch (CodecException e) {
            throw new BadFileException(file.path(), "frame " + (index + 1) + ": " + e.rule(), e.remedy(), e);
        } catch (IOException e) {
            throw new UnreadableFileException(file.path(), e);
        }
    }

    /**
     * Reads one frame as a viewer shows it: rescaled, windowed, in RGB where it has colours.
     *
     * @param index 0 for the first
     * @throws BadFileException as {@link #frame} does, and where an attribute of the display is broken
     */
    public DisplayedFrame shown(int index) {
        StoredFrame stored = frame(index);
        Set<String> remarks = new LinkedHashSet<>(file.remarks());
        DataSet set = file.dataSet();
        if (set.elements().stream().anyMatch(e -> (e.tag() & 0xff01_ffff) == Tag.OVERLAY_DATA)) {
            remarks.add("overlays are not drawn");
        }
        return format.photometric().startsWith("MONOCHROME")
                ? new GreyDisplay(set, format, remarks).show(stored, index)
                : new ColourDisplay(set, format, remarks).show(stored);
    }

    /**
     * Reads one frame as viewers show it through a window that a person has chosen.
     *
     * @throws IllegalArgumentException where the picture has colours
     */
    public DisplayedFrame shown(int index, GreyWindow window) {
        requireGrey();
        return new GreyDisplay(file.dataSet(), format, new LinkedHashSet<>(file.remarks()))
                .show(frame(index), index, window);
    }

    /** Returns the window of a grey frame: what the file states, or else from the least to the greatest value. */
    public Optional<GreyWindow> window(int index) {
        return format.photometric().startsWith("MONOCHROME")
                ? new GreyDisplay(file.dataSet(), format, new LinkedHashSet<>()).window(frame(index), index)
                : Optional.empty();
    }

    private void requireGrey() {
        if (!format.photometric().startsWith("MONOCHROME")) {
            throw new IllegalArgumentException("a picture with colours has no window");
        }
    }

    private StoredFrame plain(int index) throws IOException {
        byte[] bytes;
        if (format.allocated() == 1) {
            bytes = bits(index);
        } else {
            long length = storedBytes();
            bytes = source.read(file.pixelData().position() + index * length, arrayLength(length));
            if (file.isBigEndian()) {
                bytes = littleEndian(bytes, index);
            }
            if (isSubsampled()) {
                bytes = fullChrominance(bytes);
            } else if (format.samples() == 3 && isPlanar()) {
                bytes = interleaved(bytes);
            }
        }
        return new StoredFrame(format, bytes, shift, stated());
    }

    private StoredFrame.Colours stated() {
        return format.photometric().startsWith("YBR") ? StoredFrame.Colours.YBR : StoredFrame.Colours.RGB;
    }

    private boolean isPlanar() {
        return file.dataSet().integer(Tag.PLANAR_CONFIGURATION).orElse(0) == 1;
    }

    private boolean isSubsampled() {
        return format.photometric().equals("YBR_FULL_422");
    }

    /** Returns the bytes of a frame in the file, where it has whole bytes. */
    private long storedBytes() {
        return isSubsampled() ? 2L * format.pixels() * format.width() : format.frameBytes();
    }

    private void checkLength() {
        boolean odd = isSubsampled() && (format.columns() & 1) == 1;
        long expected = format.allocated() == 1
                ? ((long) format.frames() * format.pixels() + 7) / 8
                : Math.multiplyExact(format.frames(), storedBytes());
        long found = file.pixelData().length();
        if (found < expected || odd) {
            throw new BadFileException(
                    file.path(),
                    found + " bytes of pixel data; " + format.frames() + " frames of " + format.rows() + " x "
                            + format.columns() + " pixels in " + format.photometric() + " take " + expected,
                    BadFileException.DAMAGED);
        }
    }

    private int arrayLength(long length) {
        if (length > Limits.DEFAULT.pictures().decodedBytes()) {
            throw new BadFileException(
                    file.path(),
                    length + " bytes for one frame; at most "
                            + Limits.DEFAULT.pictures().decodedBytes() + " are read",
                    "scale the picture down");
        }
        return (int) length;
    }

    /** One bit a pixel, the lowest first; a frame may begin within a byte (PS3.5, 8.1.1). */
    private byte[] bits(int index) throws IOException {
        long start = (long) index * format.pixels();
        int skipped = (int) (start & 7);
        byte[] packed = source.read(file.pixelData().position() + start / 8, (skipped + format.pixels() + 7) / 8);
        byte[] bytes = new byte[format.pixels()];
        for (int i = 0; i < bytes.length; i++) {
            int bit = skipped + i;
            bytes[i] = (byte) (packed[bit >> 3] >> (bit & 7) & 1);
        }
        return bytes;
    }

    /**
     * Turns the byte order round: of samples, and of the words of 16 bits that samples of 8 bits lie in where their VR
     * is OW (PS3.5, 8.2 and annex A.3).
     */
    private byte[] littleEndian(byte[] bytes, int index) throws IOException {
        if (format.width() > 1 || !file.pixelData().isWords()) {
            ByteOrders.reverse(bytes, format.width());
            return bytes;
        }
        long start = file.pixelData().position();
        long from = (long) index * bytes.length;
        byte[] swapped = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            long twin = from + i ^ 1;
            long inside = twin - from;
            swapped[i] = inside >= 0 && inside < bytes.length
                    ? bytes[(int) inside]
                    : source.read(start + Math.min(twin, file.pixelData().length() - 1), 1)[0];
        }
        return swapped;
    }

    /** Two pixels share their chrominances: Y1 Y2 Cb Cr (PS3.3, C.7.6.3.1.2). */
    private byte[] fullChrominance(byte[] bytes) {
        int width = format.width();
        byte[] full = new byte[arrayLength(format.frameBytes())];
        for (int pair = 0; pair < format.pixels() / 2; pair++) {
            int from = 4 * pair * width;
            int to = 6 * pair * width;
            for (int i = 0; i < 6; i++) {
                int sample = i % 3 == 0 ? i / 3 : 1 + i % 3;
                System.arraycopy(bytes, from + sample * width, full, to + i * width, width);
            }
        }
        return full;
    }

    private byte[] interleaved(byte[] planes) {
        int width = format.width();
        int pixels = format.pixels();
        byte[] out = new byte[planes.length];
        for (int sample = 0; sample < 3; sample++) {
            for (int i = 0; i < pixels; i++) {
                System.arraycopy(planes, (sample * pixels + i) * width, out, (3 * i + sample) * width, width);
            }
        }
        return out;
    }

    private StoredFrame decoded(int index) throws IOException, CodecException {
        Limits.PictureLimits limits = Limits.DEFAULT.pictures();
        byte[] coded = positions.read(file, index, limits.fileBytes(), source);
        int length = arrayLength(format.frameBytes());
        boolean runs = syntax.coding() == TransferSyntax.Coding.RLE;
        int most = runs ? RUN : limits.inflation();
        if ((runs || length > limits.blankBytes()) && length / Math.max(1, coded.length) > most) {
            throw new BadFileException(
                    file.path(),
                    length + " bytes of pixels in " + coded.length + " bytes of frame " + (index + 1) + "; at most "
                            + most + " for one are read",
                    BadFileException.DAMAGED);
        }
        if (format.allocated() == 1) {
            throw file.dataSet().bad(Tag.BITS_ALLOCATED, "1 in compressed pixels");
        }
        if (runs) {
            byte[] bytes = RleDecoder.decode(coded, 0, coded.length, format.pixels(), format.samples(), format.width());
            return new StoredFrame(format, bytes, shift, stated());
        }
        long mostSamples = (long) format.pixels() * format.samples();
        Samples samples = syntax.coding() == TransferSyntax.Coding.JPEG
                ? JpegDecoder.decode(coded, 0, coded.length, mostSamples)
                : JpegLsDecoder.decode(coded, 0, coded.length, mostSamples);
        return stored(samples, index);
    }

    private StoredFrame stored(Samples samples, int index) {
        boolean fits = samples.height() == format.rows()
                && samples.width() == format.columns()
                && samples.components() == format.samples()
                && samples.bits() <= format.allocated()
                && format.width() <= 2;
        if (!fits) {
            throw new BadFileException(
                    file.path(),
                    "frame " + (index + 1) + " is coded with " + samples.height() + " x " + samples.width() + " x "
                            + samples.components() + " samples of " + samples.bits() + " bits; the attributes say "
                            + format.rows() + " x " + format.columns() + " x " + format.samples() + " of "
                            + format.allocated(),
                    BadFileException.DAMAGED);
        }
        short[] values = samples.values();
        byte[] bytes = new byte[values.length * format.width()];
        for (int i = 0; i < values.length; i++) {
            if (format.width() == 1) {
                bytes[i] = (byte) values[i];
            } else {
                bytes[2 * i] = (byte) values[i];
                bytes[2 * i + 1] = (byte) (values[i] >> 8);
            }
        }
        StoredFrame.Colours colours = switch (samples.colours()) {
            case RGB -> StoredFrame.Colours.RGB;
            case YCBCR -> StoredFrame.Colours.YBR;
            default -> stated();
        };
        return new StoredFrame(format, bytes, shift, colours);
    }

    @Override
    public void close() {
        try {
            source.close();
        } catch (IOException e) {
            throw new UnreadableFileException(file.path(), e);
        }
    }
}
