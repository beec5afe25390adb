package org.delineate.dicom.result;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.delineate.image.Mask;

/** Makes what the tests write: masks, models, identifiers, always the same. */
final class Masks {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-29T12:34:56Z"), ZoneOffset.UTC);
    static final Algorithm MODEL = new Algorithm("BSANet", "0.1.0", "ab".repeat(32));

    private Masks() {}

    static NewInstance instance(int number) {
        return new NewInstance(
                "1.2.9." + number, "1.2.9." + number + ".1", number, 1, "Result", OffsetDateTime.now(CLOCK));
    }

    static Tracking tracking(int lesion) {
        return new Tracking("Lesion " + lesion, "1.2.8." + lesion);
    }

    /** Fills pixels left of a border at random, so that bits of all places in a byte occur. */
    static Mask random(int seed) {
        Random random = new Random(seed);
        boolean[] lesion = new boolean[SourceFiles.ROWS * SourceFiles.COLUMNS];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = random.nextBoolean();
        }
        return Mask.of(SourceFiles.ROWS, SourceFiles.COLUMNS, lesion);
    }

    static Mask box(int left, int top, int width, int height) {
        boolean[] lesion = new boolean[SourceFiles.ROWS * SourceFiles.COLUMNS];
        for (int y = top; y < top + height; y++) {
            for (int x = left; x < left + width; x++) {
                lesion[y * SourceFiles.COLUMNS + x] = true;
            }
        }
        return Mask.of(SourceFiles.ROWS, SourceFiles.COLUMNS, lesion);
    }

    /** Returns two lesions, in the first, third and fifth frame of a loop, the second empty in the last of them. */
    static List<Segment> segments(SourceFiles source) {
        Map<Integer, Mask> first = new TreeMap<>();
        Map<Integer, Mask> second = new TreeMap<>();
        for (int frame = 1; frame <= source.frames(); frame += 2) {
            first.put(frame, box(3 + frame, 5, 9, 7));
            second.put(frame, frame == 5 ? box(0, 0, 0, 0) : box(15, 20 + frame, 11, 3));
        }
        return List.of(Segment.lesion(tracking(1), first), Segment.lesion(tracking(2), second));
    }

    static SegmentationObject segmentation(SourceFiles source, SegmentationObject.Form form) {
        return segmentation(source.image(), form, segments(source));
    }

    static SegmentationObject segmentation(SourceImage source, SegmentationObject.Form form, List<Segment> segments) {
        return new SegmentationObject(
                source, instance(100), segments, SegmentationObject.Making.AUTOMATIC, MODEL, form);
    }
}
