package org.delineate.dicom.result;

import java.util.Map;
import java.util.Optional;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DataSetBuilder;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.file.BadFileException;
import org.delineate.file.Limits;

/** Is the picture that results are about: its identifiers, size and calibration; the pixels are not read. */
public final class SourceImage {
    private static final Map<String, String> LOSSY_METHODS = Map.of(
            "1.2.840.10008.1.2.4.50", "ISO_10918_1",
            "1.2.840.10008.1.2.4.51", "ISO_10918_1",
            "1.2.840.10008.1.2.4.81", "ISO_14495_1",
            "1.2.840.10008.1.2.4.91", "ISO_15444_1",
            "1.2.840.10008.1.2.4.93", "ISO_15444_2",
            "1.2.840.10008.1.2.4.203", "ISO_15444_15");

    private final DicomFile file;
    private final DataSet set;
    private final int rows;
    private final int columns;
    private final int frames;

    private SourceImage(DicomFile file) {
        this.file = file;
        set = file.dataSet();
        rows = set.requireInteger(Tag.ROWS);
        columns = set.requireInteger(Tag.COLUMNS);
        frames = set.integer(Tag.NUMBER_OF_FRAMES).orElse(1);
        int longest = Limits.DEFAULT.pictures().sidePx();
        if (rows < 1 || columns < 1 || frames < 1 || Math.max(rows, columns) > longest) {
            throw bad(
                    frames + " frames of " + rows + " rows of " + columns + " pixels; a side has 1 to " + longest,
                    "give a file with a picture");
        }
    }

    /**
     * Takes what results need from a file.
     *
     * @throws BadFileException where it has no picture, or lacks an identifier that results refer to
     */
    public static SourceImage of(DicomFile file) {
        for (int tag :
                new int[] {Tag.SOP_CLASS_UID, Tag.SOP_INSTANCE_UID, Tag.STUDY_INSTANCE_UID, Tag.SERIES_INSTANCE_UID}) {
            String uid = file.dataSet().requireText(tag);
            if (!Uid.isValid(uid)) {
                throw new BadFileException(
                        file.path(),
                        Tag.named(tag) + ": " + org.delineate.file.Printable.quoted(uid) + " is no identifier",
                        "correct the file where it was made, or export it anew");
            }
        }
        return new SourceImage(file);
    }

    public DataSet dataSet() {
        return set;
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    public int frames() {
        return frames;
    }

    String uid() {
        return set.requireText(Tag.SOP_INSTANCE_UID);
    }

    /** Makes the error that a result does not fit the picture. */
    BadFileException bad(String rule, String remedy) {
        return new BadFileException(file.path(), rule, remedy);
    }

    /** Refuses a frame that the picture lacks. */
    void requireFrame(int frame) {
        if (frame < 1 || frame > frames) {
            throw bad("no frame " + frame + " among " + frames, "give one of 1 to " + frames);
        }
    }

    /** Refuses a result of another size. */
    void requireSize(String what, int height, int width) {
        if (height != rows || width != columns) {
            throw bad(
                    what + " has " + height + " rows of " + width + " pixels, the picture " + rows + " of " + columns,
                    "give one of the picture's size");
        }
    }

    /** Returns a number of bytes as the length of an array, where an object may have as many. */
    int arrayLength(long bytes, String what) {
        long most = Limits.DEFAULT.pictures().decodedBytes();
        if (bytes > most) {
            throw bad(what + " take " + bytes + " bytes; at most " + most + " are written", "give fewer frames");
        }
        return (int) bytes;
    }

    /** Starts a reference to the picture, or to one of its frames where it has several. */
    DataSetBuilder reference(int frame) {
        DataSetBuilder reference = reference();
        return frames == 1 ? reference : reference.integer(Tag.REFERENCED_FRAME_NUMBER, frame);
    }

    /** Starts a reference to the picture as a whole. */
    DataSetBuilder reference() {
        return DataSet.builder()
                .text(Tag.REFERENCED_SOP_CLASS_UID, set.requireText(Tag.SOP_CLASS_UID))
                .text(Tag.REFERENCED_SOP_INSTANCE_UID, uid());
    }

    /** Returns the series and instance as an item: of (0008,1115) with the tag of the inner sequence. */
    DataSet referencedSeries(int instances) {
        return DataSet.builder()
                .text(Tag.SERIES_INSTANCE_UID, set.requireText(Tag.SERIES_INSTANCE_UID))
                .sequence(instances, reference().build())
                .build();
    }

    /**
     * Says whether the pixels have been compressed with loss, how far and how (PS3.3, C.7.6.1.1.5). A source that has
     * been, is uncompressed now and states neither leaves both unknown.
     */
    void lossy(DataSetBuilder result) {
        String method = LOSSY_METHODS.get(file.syntaxUid());
        boolean stated = set.text(Tag.LOSSY_IMAGE_COMPRESSION).equals(Optional.of("01"));
        result.text(Tag.LOSSY_IMAGE_COMPRESSION, stated || method != null ? "01" : "00");
        if (set.text(Tag.LOSSY_IMAGE_COMPRESSION_RATIO).isPresent()
                && set.text(Tag.LOSSY_IMAGE_COMPRESSION_METHOD).isPresent()) {
            result.copy(set, Tag.LOSSY_IMAGE_COMPRESSION_RATIO, Tag.LOSSY_IMAGE_COMPRESSION_METHOD);
        } else if (method != null && file.pixelBytes() > 0) {
            double whole = (double) rows
                    * columns
                    * frames
                    * set.integer(Tag.SAMPLES_PER_PIXEL).orElse(1)
                    * Math.max(1, set.integer(Tag.BITS_ALLOCATED).orElse(8) / 8);
            result.number(Tag.LOSSY_IMAGE_COMPRESSION_RATIO, Math.rint(100 * whole / file.pixelBytes()) / 100)
                    .text(Tag.LOSSY_IMAGE_COMPRESSION_METHOD, method);
        }
    }

    /** Returns whether both are the same picture, whatever file they were read from. */
    @Override
    public boolean equals(Object other) {
        return other instanceof SourceImage image && image.uid().equals(uid());
    }

    @Override
    public int hashCode() {
        return uid().hashCode();
    }
}
