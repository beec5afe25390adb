package org.delineate.dicom.result;

import java.util.List;
import java.util.stream.Stream;

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
}
