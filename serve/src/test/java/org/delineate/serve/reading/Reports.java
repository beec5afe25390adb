package org.delineate.serve.reading;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.delineate.dicom.result.AssessmentCategory;
import org.delineate.dicom.result.BreastDescriptor;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.infer.Doubt;
import org.delineate.measure.Lesion;
import org.delineate.measure.Measures;
import org.delineate.measure.Scale;
import org.delineate.measure.Spacing;
import org.delineate.measure.Spread;
import org.delineate.measure.UncertainLesion;

/** Makes reports of drawn pictures. */
public final class Reports {
    static final OffsetDateTime TIME = OffsetDateTime.of(2026, 5, 4, 13, 45, 0, 0, ZoneOffset.UTC);
    static final Scale SCALE = Scale.of(new Spacing(0.1, 0.2));
    static final ReadingReport.Method METHOD =
            new ReadingReport.Method("ultrasound-2", "0.1.0", "cd".repeat(32), "", Doubt.UNSURE);

    private Reports() {}

    static Image image(int width, int height) {
        byte[] samples = new byte[width * height];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (40 + 60 * (i % width) / width + 50 * (i / width) / height);
        }
        return Image.ofBytes(height, width, 1, samples);
    }

    /** Discs of a radius at x, y. */
    public static Mask discs(int width, int height, int radius, int[]... centres) {
        boolean[] lesion = new boolean[width * height];
        for (int i = 0; i < lesion.length; i++) {
            for (int[] c : centres) {
                lesion[i] |= Math.hypot(i % width - c[0], i / width - c[1]) <= radius;
            }
        }
        return Mask.of(height, width, lesion);
    }

    /** With spreads from half of each value to the double. */
    static List<UncertainLesion> spread(List<Lesion> lesions) {
        List<UncertainLesion> all = new ArrayList<>();
        for (Lesion l : lesions) {
            Spread mm = l.mm() == null ? null : new Spread(times(l.mm(), 0.5), times(l.mm(), 2));
            all.add(new UncertainLesion(l, new Spread(times(l.px(), 0.5), times(l.px(), 2)), mm));
        }
        return all;
    }

    private static Measures times(Measures m, double factor) {
        return new Measures(
                m.unit(),
                m.area() * factor,
                m.longDiameter() * factor,
                m.perpendicularDiameter() * factor,
                m.perimeter() * factor,
                m.equivalentDiameter() * factor,
                m.circularity() * factor,
                m.depthToWidth() * factor);
    }

    static ReadingReport.Subject patient() {
        return new ReadingReport.Subject(
                "IM0007",
                "DICOM",
                "ef".repeat(32),
                new ReadingReport.Patient("Müller, Änne", "4711", "1971-03-08", "F"),
                "2026-05-03",
                "A-815",
                "Klinikum Łódź Αθήνα Москва");
    }

    static ReadingReport.Findings findings() {
        return new ReadingReport.Findings(
                EnumSet.of(
                        BreastDescriptor.IRREGULAR,
                        BreastDescriptor.NOT_PARALLEL,
                        BreastDescriptor.ANGULAR,
                        BreastDescriptor.SPICULATED,
                        BreastDescriptor.SHADOWING),
                AssessmentCategory.HIGHLY_SUGGESTIVE,
                "Biopsy recommended.");
    }

    /** Two lesions, corrected and signed; the picture is the third frame of twelve. */
    static ReadingReport signed() {
        Mask mask = discs(300, 200, 30, new int[] {100, 90}, new int[] {220, 100});
        return new ReadingReport(
                patient(),
                new ReadingReport.Picture(image(300, 200), mask, SCALE, 3, 12),
                spread(Lesion.of(mask, SCALE)),
                findings(),
                METHOD,
                List.of(
                        new ReadingReport.Version(1, true, "ultrasound-2", "", TIME.minusMinutes(9)),
                        new ReadingReport.Version(2, false, "erika", "brush", TIME.minusMinutes(5))),
                new ReadingReport.Signed("Erika Mustermann", TIME.minusMinutes(1)),
                TIME);
    }

    /** Says as little as a report can: a picture that is no DICOM file, nothing marked, nothing chosen. */
    static ReadingReport bare(String comment) {
        Mask mask = discs(160, 120, 1);
        return new ReadingReport(
                ReadingReport.Subject.of("a.png", "PNG", "ab".repeat(32)),
                new ReadingReport.Picture(image(160, 120), mask, Scale.UNKNOWN, 1, 1),
                List.of(),
                new ReadingReport.Findings(Set.of(), null, comment),
                null,
                List.of(),
                null,
                TIME);
    }
}
