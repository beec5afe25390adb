package org.delineate.serve.api;

import java.time.Instant;
import java.util.List;
import org.delineate.dicom.GreyWindow;
import org.delineate.measure.Box;
import org.delineate.measure.CalibratedRegion;
import org.delineate.measure.Scale;
import org.delineate.serve.store.StoredImage;
import org.delineate.serve.store.StoredSegmentation;

/** Is a picture as the interface shows it. */
record ImageView(
        String id,
        String name,
        String format,
        int width,
        int height,
        int frames,
        StoredImage.State state,
        Patient patient,
        String study,
        String modality,
        boolean grey,
        int bits,
        Window window,
        Double framesPerSecond,
        List<Region> scale,
        Instant uploadedAt,
        String uploadedBy,
        String sha256,
        SegmentationView latest) {

    /** The range of values that is shown; null where a screen shows all. */
    record Window(double centre, double width) {
        static Window of(GreyWindow window) {
            return new Window(window.center(), window.width());
        }
    }

    /** Whose picture it is; equal keys are one patient. */
    record Patient(String key, String label) {}

    /** Is a rectangle in which a pixel has a known size, in millimetres. */
    record Region(double x0, double y0, double x1, double y1, double mmX, double mmY) {
        static Region of(CalibratedRegion region, int width, int height) {
            Box box = region.box();
            return new Region(
                    box.x(),
                    box.y(),
                    Math.min(width, (double) box.x() + box.width()),
                    Math.min(height, (double) box.y() + box.height()),
                    region.spacing().xMm(),
                    region.spacing().yMm());
        }
    }

    /**
     * @param scale empty in a list, where nobody measures
     * @param window null in a list, too
     * @param latest version of its segmentations; null for none
     */
    static ImageView of(StoredImage image, Scale scale, GreyWindow window, StoredSegmentation latest) {
        StoredImage.Form form = image.form();
        StoredImage.Origin origin = image.origin();
        return new ImageView(
                image.id(),
                image.name(),
                form.format(),
                form.width(),
                form.height(),
                form.frames(),
                image.state(),
                origin == null || origin.patientKey() == null && origin.patientLabel() == null
                        ? null
                        : new Patient(origin.patientKey(), origin.patientLabel()),
                origin == null ? null : origin.study(),
                origin == null ? null : origin.modality(),
                form.grey(),
                form.bits(),
                window == null ? null : Window.of(window),
                form.framesPerSecond(),
                scale.regions().stream()
                        .filter(r -> r.spacing() != null)
                        .map(r -> Region.of(r, form.width(), form.height()))
                        .toList(),
                image.uploadedAt(),
                image.uploadedBy(),
                image.sha256(),
                latest == null ? null : SegmentationView.of(latest));
    }
}
