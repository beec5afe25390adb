package org.delineate.dicom.result;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DataSetBuilder;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.dicom.Vr;
import org.delineate.image.Mask;

/**
 * Makes a DICOM segmentation (SEG) of one picture: binary, one bit a pixel, a frame for each mask (PS3.3, A.51 and
 * C.8.20).
 *
 * @param instance of a series of its own: viewers show one segmentation a series
 * @param segments numbered from 1 in this order
 * @param making who drew the masks
 * @param algorithm the model; null only where masks were drawn by hand
 * @param form which consumers can read it
 */
public record SegmentationObject(
        SourceImage source,
        NewInstance instance,
        List<Segment> segments,
        Making making,
        Algorithm algorithm,
        Form form) {

    /** Says who drew the masks (PS3.3, C.8.20.2). */
    public enum Making {
        /** The model alone. */
        AUTOMATIC,
        /** The model, corrected by a person. */
        SEMIAUTOMATIC,
        /** A person alone. */
        MANUAL
    }

    /** Says how a picture without place in the body is treated. */
    public enum Form {
        /** Given a frame of reference and a plane of its own: what OHIF and 3D Slicer need. */
        PLACED,
        /** Left without, as the standard means it: the reference to the source image alone says where masks lie. */
        STRICT
    }

    private static final double[] ORIENTATION = {1, 0, 0, 0, 1, 0};
    private static final int MOST_SEGMENTS = 65_535;

    /**
     * Checks that the masks fit the picture.
     *
     * @throws org.delineate.file.BadFileException where one has another size or a frame that the picture lacks
     * @throws IllegalArgumentException where there is no segment, a mask ignores pixels, or the algorithm is missing
     */
    public SegmentationObject {
        segments = List.copyOf(segments);
        if (segments.isEmpty() || segments.size() > MOST_SEGMENTS) {
            throw new IllegalArgumentException(
                    "a segmentation has 1 to " + MOST_SEGMENTS + " segments, got " + segments.size());
        }
        if (making != Making.MANUAL && algorithm == null) {
            throw new IllegalArgumentException("masks that are " + making + " have an algorithm");
        }
        for (Segment segment : segments) {
            for (Map.Entry<Integer, Mask> entry : segment.masks().entrySet()) {
                Mask mask = entry.getValue();
                source.requireFrame(entry.getKey());
                source.requireSize("the mask of " + segment.label(), mask.height(), mask.width());
                if (mask.ignoredPx() > 0) {
                    throw new IllegalArgumentException("the mask of " + segment.label() + " ignores " + mask.ignoredPx()
                            + " pixels, which a segmentation cannot say");
                }
            }
        }
    }

    /** Returns what a user should know about the object, mostly nothing. */
    public List<String> remarks() {
        return form == Form.PLACED && spacing() == null
                ? List.of("the size of a pixel is not known; the segmentation says 1 mm in its place")
                : List.of();
    }

    private PixelSpacing spacing() {
        return PixelSpacing.of(source, segments.stream().map(Segment::masks).toList());
    }

    public DataSet dataSet() {
        DataSetBuilder set = Modules.start(source, instance, Uid.SEGMENTATION, "SEG");
        Modules.bodyPart(source.dataSet(), set);
        Modules.side(source.dataSet(), set);
        List<DataSet> described = new ArrayList<>();
        List<DataSet> frames = new ArrayList<>();
        List<Mask> masks = new ArrayList<>();
        for (Segment segment : segments) {
            int number = described.size() + 1;
            described.add(describe(segment, number));
            segment.masks().forEach((frame, mask) -> {
                frames.add(frame(number, frame));
                masks.add(mask);
            });
        }
        source.lossy(set);
        set.text(Tag.IMAGE_TYPE, "DERIVED", "PRIMARY")
                .text(Tag.CONTENT_LABEL, "SEGMENTATION")
                .text(Tag.CONTENT_DESCRIPTION, instance.description())
                .empty(Tag.CONTENT_CREATOR_NAME)
                .sequence(Tag.REFERENCED_SERIES_SEQUENCE, source.referencedSeries(Tag.REFERENCED_INSTANCE_SEQUENCE))
                .text(Tag.SEGMENTATION_TYPE, "BINARY")
                .text(Tag.SEGMENTS_OVERLAP, overlap() ? "YES" : "NO")
                .sequence(Tag.SEGMENT_SEQUENCE, described)
                .sequence(Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE, shared())
                .sequence(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE, frames);
        dimensions(set);
        place(set);
        return pixels(set, masks).build();
    }

    private DataSet describe(Segment segment, int number) {
        DataSetBuilder item = DataSet.builder()
                .integer(Tag.SEGMENT_NUMBER, number)
                .text(Tag.SEGMENT_LABEL, segment.label())
                .text(Tag.SEGMENT_ALGORITHM_TYPE, making.name());
        segment.category().to(item, Tag.SEGMENTED_PROPERTY_CATEGORY_CODE_SEQUENCE);
        segment.type().to(item, Tag.SEGMENTED_PROPERTY_TYPE_CODE_SEQUENCE);
        if (making != Making.MANUAL) {
            item.text(Tag.SEGMENT_ALGORITHM_NAME, algorithm.name())
                    .sequence(Tag.SEGMENTATION_ALGORITHM_IDENTIFICATION_SEQUENCE, algorithm.item());
        }
        if (segment.tracking() != null) {
            item.text(Tag.TRACKING_ID, segment.tracking().identifier())
                    .text(Tag.TRACKING_UID, segment.tracking().uid());
        }
        return item.build();
    }

    /** A cine loop's frames are told apart by their time; a picture of one frame needs its segment's number alone. */
    private void dimensions(DataSetBuilder set) {
        String uid = NewInstance.derivedUid("dimensions of", instance.uid());
        List<DataSet> indices = new ArrayList<>();
        indices.add(dimension(uid, Tag.REFERENCED_SEGMENT_NUMBER, Tag.SEGMENT_IDENTIFICATION_SEQUENCE, "Segment"));
        if (source.frames() > 1) {
            indices.add(dimension(uid, Tag.TEMPORAL_POSITION_INDEX, Tag.FRAME_CONTENT_SEQUENCE, "Frame"));
        }
        set.sequence(
                        Tag.DIMENSION_ORGANIZATION_SEQUENCE,
                        DataSet.builder()
                                .text(Tag.DIMENSION_ORGANIZATION_UID, uid)
                                .build())
                .sequence(Tag.DIMENSION_INDEX_SEQUENCE, indices);
    }

    private static DataSet dimension(String uid, int pointer, int group, String label) {
        return DataSet.builder()
                .text(Tag.DIMENSION_ORGANIZATION_UID, uid)
                .integer(Tag.DIMENSION_INDEX_POINTER, pointer)
                .integer(Tag.FUNCTIONAL_GROUP_POINTER, group)
                .text(Tag.DIMENSION_DESCRIPTION_LABEL, label)
                .build();
    }

    private DataSet frame(int segment, int frame) {
        DataSetBuilder content = DataSet.builder();
        if (source.frames() > 1) {
            content.integer(Tag.DIMENSION_INDEX_VALUES, segment, frame).integer(Tag.TEMPORAL_POSITION_INDEX, frame);
        } else {
            content.integer(Tag.DIMENSION_INDEX_VALUES, segment);
        }
        DataSetBuilder derivation = Codes.SEGMENTATION.to(DataSet.builder(), Tag.DERIVATION_CODE_SEQUENCE);
        DataSetBuilder image = Codes.SOURCE_IMAGE
                .to(source.reference(frame), Tag.PURPOSE_OF_REFERENCE_CODE_SEQUENCE)
                .text(Tag.SPATIAL_LOCATIONS_PRESERVED, "YES");
        DataSetBuilder item = DataSet.builder()
                .sequence(Tag.FRAME_CONTENT_SEQUENCE, content.build())
                .sequence(
                        Tag.SEGMENT_IDENTIFICATION_SEQUENCE,
                        DataSet.builder()
                                .integer(Tag.REFERENCED_SEGMENT_NUMBER, segment)
                                .build())
                .sequence(
                        Tag.DERIVATION_IMAGE_SEQUENCE,
                        derivation
                                .sequence(Tag.SOURCE_IMAGE_SEQUENCE, image.build())
                                .build());
        if (isPlaced()) {
            item.sequence(Tag.PLANE_POSITION_SEQUENCE, position(frame));
        }
        return item.build();
    }

    /** Frames of a loop lie one behind the other in the frame of reference made for them, so that none hides another. */
    private DataSet position(int frame) {
        DataSetBuilder item = DataSet.builder();
        return (isInBody()
                        ? item.copy(source.dataSet(), Tag.IMAGE_POSITION_PATIENT)
                        : item.number(Tag.IMAGE_POSITION_PATIENT, 0, 0, frame - 1))
                .build();
    }

    /** Whether the source itself says where it lies. */
    private boolean isInBody() {
        DataSet set = source.dataSet();
        return source.frames() == 1
                && set.text(Tag.FRAME_OF_REFERENCE_UID).isPresent()
                && set.numbers(Tag.IMAGE_POSITION_PATIENT).length == 3
                && set.numbers(Tag.IMAGE_ORIENTATION_PATIENT).length == 6
                && set.numbers(Tag.PIXEL_SPACING).length == 2;
    }

    private boolean isPlaced() {
        return form == Form.PLACED || isInBody();
    }

    private DataSet shared() {
        DataSetBuilder groups = DataSet.builder();
        if (!isPlaced()) {
            return groups.build();
        }
        PixelSpacing spacing = spacing();
        DataSetBuilder measures = DataSet.builder()
                .number(Tag.PIXEL_SPACING, spacing == null ? 1 : spacing.row(), spacing == null ? 1 : spacing.column());
        DataSetBuilder orientation = DataSet.builder();
        if (isInBody()) {
            measures.copy(source.dataSet(), Tag.SLICE_THICKNESS);
            orientation.copy(source.dataSet(), Tag.IMAGE_ORIENTATION_PATIENT);
        } else {
            measures.number(Tag.SLICE_THICKNESS, 1).number(Tag.SPACING_BETWEEN_SLICES, 1);
            orientation.number(Tag.IMAGE_ORIENTATION_PATIENT, ORIENTATION);
        }
        return groups.sequence(Tag.PIXEL_MEASURES_SEQUENCE, measures.build())
                .sequence(Tag.PLANE_ORIENTATION_SEQUENCE, orientation.build())
                .build();
    }

    private void place(DataSetBuilder set) {
        if (isInBody()) {
            set.copyOrEmpty(source.dataSet(), Tag.FRAME_OF_REFERENCE_UID, Tag.POSITION_REFERENCE_INDICATOR);
        } else if (isPlaced()) {
            set.text(Tag.FRAME_OF_REFERENCE_UID, NewInstance.derivedUid("frame of reference of", source.uid()))
                    .empty(Tag.POSITION_REFERENCE_INDICATOR);
        } else {
            set.copyOrEmpty(source.dataSet(), Tag.PATIENT_ORIENTATION);
        }
    }

    private boolean overlap() {
        for (int i = 0; i < segments.size(); i++) {
            for (Segment later : segments.subList(i + 1, segments.size())) {
                if (overlap(segments.get(i), later)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean overlap(Segment one, Segment other) {
        for (Map.Entry<Integer, Mask> entry : one.masks().entrySet()) {
            Mask mask = other.masks().get(entry.getKey());
            for (int i = 0; mask != null && i < mask.height() * mask.width(); i++) {
                if (mask.at(i) && entry.getValue().at(i)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Packs the masks, the first pixel in the lowest bit; a frame may begin within a byte (PS3.5, 8.1.1). */
    private DataSetBuilder pixels(DataSetBuilder set, List<Mask> masks) {
        long bits = Math.multiplyExact((long) source.rows() * source.columns(), (long) masks.size());
        byte[] packed = new byte[source.arrayLength((bits + 15) / 16 * 2, masks.size() + " masks")];
        long at = 0;
        for (Mask mask : masks) {
            for (int i = 0; i < source.rows() * source.columns(); i++, at++) {
                if (mask.at(i)) {
                    packed[(int) (at >> 3)] |= (byte) (1 << (at & 7));
                }
            }
        }
        return set.integer(Tag.SAMPLES_PER_PIXEL, 1)
                .text(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .integer(Tag.NUMBER_OF_FRAMES, masks.size())
                .integer(Tag.ROWS, source.rows())
                .integer(Tag.COLUMNS, source.columns())
                .integer(Tag.BITS_ALLOCATED, 1)
                .integer(Tag.BITS_STORED, 1)
                .integer(Tag.HIGH_BIT, 0)
                .integer(Tag.PIXEL_REPRESENTATION, 0)
                .bytes(Tag.PIXEL_DATA, Vr.OB, packed);
    }
}
