package org.delineate.dicom.result;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.delineate.measure.Lesion;
import org.delineate.measure.Measures;
import org.delineate.measure.Unit;

/**
 * Is a lesion of a report: where it lies, what was measured and what a reader says about it (PS3.16, TID 1410).
 *
 * @param source the picture, one of the report's
 * @param frame number of its frame, from 1
 * @param tracking which lesion it is
 * @param finding what it is held for: {@link Codes#LESION}, unless a reader says more
 * @param outline closed line round it
 * @param measurements its values
 * @param descriptions words of a reader, mostly none
 */
public record MeasuredLesion(
        SourceImage source,
        int frame,
        Tracking tracking,
        Code finding,
        Polyline outline,
        List<Measurement> measurements,
        List<Description> descriptions) {

    /**
     * Checks that it lies on the picture.
     *
     * @throws org.delineate.file.BadFileException where the picture lacks the frame or a point
     * @throws IllegalArgumentException where the outline is not closed
     */
    public MeasuredLesion {
        measurements = List.copyOf(measurements);
        descriptions = List.copyOf(descriptions);
        source.requireFrame(frame);
        if (!outline.isClosed()) {
            throw new IllegalArgumentException("the outline of " + tracking.identifier() + " is not closed");
        }
        Stream<Polyline> lines = measurements.stream().map(Measurement::line).filter(line -> line != null);
        for (Polyline line : Stream.concat(Stream.of(outline), lines).toList()) {
            if (!line.fits(source.rows(), source.columns())) {
                throw source.bad(
                        "a line of " + tracking.identifier() + " leaves the picture of " + source.rows() + " rows of "
                                + source.columns() + " pixels",
                        "give lines in pixels of this picture");
            }
        }
    }

    /**
     * Takes over what was measured: in millimetres where the size of a pixel is known, else in pixels. The equivalent
     * diameter, which follows from the area, and a shape that is not defined are left out.
     */
    public static MeasuredLesion of(SourceImage source, int frame, Tracking tracking, Lesion lesion) {
        Measures measures = lesion.measures();
        boolean known = measures.unit() == Unit.MM;
        Code length = known ? Codes.MILLIMETRE : Codes.PIXELS;
        List<Measurement> measurements = new ArrayList<>();
        measurements.add(new Measurement(Codes.AREA, measures.area(), known ? Codes.SQUARE_MILLIMETRE : Codes.PIXELS));
        measurements.add(
                new Measurement(Codes.LONG_AXIS, measures.longDiameter(), length, Polyline.of(lesion.longAxis())));
        measurements.add(new Measurement(
                Codes.SHORT_AXIS, measures.perpendicularDiameter(), length, Polyline.of(lesion.shortAxis())));
        measurements.add(new Measurement(Codes.PERIMETER, measures.perimeter(), length));
        if (!Double.isNaN(measures.circularity())) {
            measurements.add(new Measurement(Codes.CIRCULARITY, measures.circularity(), Codes.RATIO));
        }
        if (!Double.isNaN(measures.depthToWidth())) {
            measurements.add(new Measurement(Codes.DEPTH_TO_WIDTH, measures.depthToWidth(), Codes.RATIO));
        }
        return new MeasuredLesion(
                source, frame, tracking, Codes.LESION, Polyline.around(lesion.outline()), measurements, List.of());
    }

    /** Returns it with the words of a reader. */
    public MeasuredLesion described(List<Description> words) {
        return new MeasuredLesion(source, frame, tracking, finding, outline, measurements, words);
    }
}
