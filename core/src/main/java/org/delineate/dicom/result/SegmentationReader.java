package org.delineate.dicom.result;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.FrameReader;
import org.delineate.dicom.StoredFrame;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.file.BadFileException;
import org.delineate.file.Printable;
import org.delineate.image.Mask;

/**
 * Reads the masks of a segmentation, one at a time (PS3.3, C.8.20): binary ones, label maps, and fractional ones whose
 * values are all none or full. Not for use by several threads at once.
 */
public final class SegmentationReader implements AutoCloseable {
    private static final String REMEDY = "export it as a binary segmentation";

    private final DicomFile file;
    private final DataSet set;
    private final FrameReader pixels;
    private final String type;
    private final int full;
    private final Map<Integer, StoredSegment> segments = new LinkedHashMap<>();
    private final List<SegmentedFrame> frames = new ArrayList<>();
    private StoredFrame last;
    private int lastIndex;

    private SegmentationReader(DicomFile file, FrameReader pixels) {
        this.file = file;
        this.pixels = pixels;
        set = file.dataSet();
        type = set.requireText(Tag.SEGMENTATION_TYPE);
        full = type.equals("FRACTIONAL") ? set.requireInteger(Tag.MAXIMUM_FRACTIONAL_VALUE) : 1;
        if (!Set.of("BINARY", "FRACTIONAL", "LABELMAP").contains(type)) {
            throw bad("a segmentation of the type " + Printable.quoted(type) + " is not read");
        }
        if (pixels.format().samples() != 1) {
            throw bad("a segmentation has one sample a pixel, found "
                    + pixels.format().samples());
        }
        for (DataSet item : set.items(Tag.SEGMENT_SEQUENCE)) {
            StoredSegment segment = describe(item);
            if (segments.put(segment.number(), segment) != null) {
                throw bad("two segments have the number " + segment.number());
            }
        }
        if (segments.isEmpty()) {
            throw bad("no segments");
        }
        listFrames();
    }

    /**
     * Opens a segmentation.
     *
     * @throws BadFileException where it is none, or of a type that is not read
     */
    public static SegmentationReader open(DicomFile file) {
        String sopClass = file.dataSet().requireText(Tag.SOP_CLASS_UID);
        if (!Set.of(Uid.SEGMENTATION, Uid.LABEL_MAP_SEGMENTATION).contains(sopClass)) {
            throw new BadFileException(
                    file.path(), Printable.plain(Uid.name(sopClass)) + " is no segmentation", "give a segmentation");
        }
        FrameReader pixels = FrameReader.open(file);
        try {
            return new SegmentationReader(file, pixels);
        } catch (RuntimeException e) {
            pixels.close();
            throw e;
        }
    }

    private static StoredSegment describe(DataSet item) {
        return new StoredSegment(
                item.requireInteger(Tag.SEGMENT_NUMBER),
                item.text(Tag.SEGMENT_LABEL).orElse(""),
                Code.of(item, Tag.SEGMENTED_PROPERTY_CATEGORY_CODE_SEQUENCE),
                Code.of(item, Tag.SEGMENTED_PROPERTY_TYPE_CODE_SEQUENCE),
                item.text(Tag.TRACKING_UID).orElse(""));
    }

    private void listFrames() {
        List<Integer> numbers = List.copyOf(segments.keySet());
        int count = pixels.format().frames();
        List<DataSet> described = set.items(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE);
        boolean tiled = set.text(Tag.DIMENSION_ORGANIZATION_TYPE).orElse("").equals("TILED_FULL");
        // tiles of one segment after the other, without a word on each (PS3.3, C.7.6.17.3)
        if (described.size() < count && !(tiled && described.isEmpty() && count % numbers.size() == 0)) {
            throw bad(described.size() + " descriptions of " + count + " frames");
        }
        for (int i = 0; i < count; i++) {
            if (described.isEmpty()) {
                List<Integer> shown = isLabelMap() ? numbers : List.of(numbers.get(i / (count / numbers.size())));
                frames.add(new SegmentedFrame(shown, "", 1));
            } else {
                frames.add(frame(i, described.get(i), numbers));
            }
        }
    }

    private SegmentedFrame frame(int index, DataSet groups, List<Integer> numbers) {
        DataSet shared = set.item(Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE)
                .orElse(DataSet.builder().build());
        DataSet derivation = first(groups, shared, Tag.DERIVATION_IMAGE_SEQUENCE);
        DataSet source = derivation
                .item(Tag.SOURCE_IMAGE_SEQUENCE)
                .orElse(DataSet.builder().build());
        List<Integer> shown = numbers;
        if (!isLabelMap()) {
            int number = first(groups, shared, Tag.SEGMENT_IDENTIFICATION_SEQUENCE)
                    .integer(Tag.REFERENCED_SEGMENT_NUMBER)
                    .orElseThrow(() -> bad("frame " + (index + 1) + " names no segment"));
            if (!segments.containsKey(number)) {
                throw bad("frame " + (index + 1) + " is of the segment " + number + ", which is not described");
            }
            shown = List.of(number);
        }
        return new SegmentedFrame(
                shown,
                source.text(Tag.REFERENCED_SOP_INSTANCE_UID).orElse(""),
                source.integer(Tag.REFERENCED_FRAME_NUMBER).orElse(1));
    }

    private static DataSet first(DataSet groups, DataSet shared, int sequence) {
        return groups.item(sequence)
                .or(() -> shared.item(sequence))
                .orElse(DataSet.builder().build());
    }

    private boolean isLabelMap() {
        return type.equals("LABELMAP");
    }

    /** Makes the error; the reason a file is refused names what was found. */
    private BadFileException bad(String rule) {
        return new BadFileException(file.path(), rule, REMEDY);
    }

    public int rows() {
        return pixels.format().rows();
    }

    public int columns() {
        return pixels.format().columns();
    }

    /** Returns what a user should know about the file, mostly nothing. */
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        int matrixRows = set.integer(Tag.TOTAL_PIXEL_MATRIX_ROWS).orElse(rows());
        int matrixColumns = set.integer(Tag.TOTAL_PIXEL_MATRIX_COLUMNS).orElse(columns());
        if (matrixRows != rows() || matrixColumns != columns()) {
            remarks.add("each mask is a tile of a picture of " + matrixRows + " rows of " + matrixColumns + " pixels");
        }
        int described = set.items(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE).size();
        if (described > frames.size()) {
            remarks.add(described + " frames are described, " + frames.size() + " are there");
        }
        return remarks;
    }

    /** Lists the segments in the order of the file; in a label map the background too, where it is described. */
    public List<StoredSegment> segments() {
        return List.copyOf(segments.values());
    }

    /** Lists what each frame is about. */
    public List<SegmentedFrame> frames() {
        return List.copyOf(frames);
    }

    /**
     * Reads the mask of a segment in a frame.
     *
     * @param frame index in {@link #frames()}
     * @param segment one of the frame's segments
     * @throws BadFileException where pixels are damaged, or neither none nor full
     */
    public Mask mask(int frame, int segment) {
        if (!frames.get(frame).segments().contains(segment)) {
            throw new IllegalArgumentException("frame " + frame + " has no segment " + segment);
        }
        StoredFrame stored = frame == lastIndex && last != null ? last : pixels.frame(frame);
        last = stored; // a label map's frame is asked for once for each segment
        lastIndex = frame;
        boolean[] lesion = new boolean[stored.length()];
        for (int i = 0; i < lesion.length; i++) {
            long value = stored.value(i);
            if (!isLabelMap() && value != 0 && value != full) {
                throw bad("frame " + (frame + 1) + " has the value " + value + " between 0 and " + full
                        + ": shares of a pixel, not a mask");
            }
            lesion[i] = value == (isLabelMap() ? segment : full);
        }
        return Mask.of(rows(), columns(), lesion);
    }

    @Override
    public void close() {
        pixels.close();
    }
}
