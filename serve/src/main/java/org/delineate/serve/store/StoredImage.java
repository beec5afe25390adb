package org.delineate.serve.store;

import java.time.Instant;
import org.jdbi.v3.core.mapper.Nested;

/**
 * Is a picture or a cine loop that was uploaded: a row of the worklist. Its file lies in {@link PictureFolder}.
 *
 * @param name of the file as it was uploaded, shown and never used as a path
 * @param sha256 of the file
 */
public record StoredImage(
        String id,
        String name,
        State state,
        String sha256,
        Instant uploadedAt,
        String uploadedBy,
        @Nested Form form,
        @Nested Origin origin) {

    /** How far its reading has come. */
    public enum State {
        NEW,
        SEGMENTED,
        CORRECTED,
        SIGNED
    }

    /**
     * Describes the pixels.
     *
     * @param format PNG, JPEG, DICOM, ...
     * @param bits of a sample as it is shown
     * @param framesPerSecond null where it is no loop or its file does not say
     */
    public record Form(
            String format, int width, int height, int frames, boolean grey, int bits, Double framesPerSecond) {}

    /**
     * Says where it comes from, as far as its file does; all is null where it is no DICOM file.
     *
     * @param patientKey equal for pictures of one patient
     * @param patientLabel name or number, for the eyes of who has signed in
     * @param study identifier of the study
     */
    public record Origin(String patientKey, String patientLabel, String study, String modality) {
        /** Knows nothing. */
        public static final Origin UNKNOWN = new Origin(null, null, null, null);
    }
}
