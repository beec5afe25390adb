package org.delineate.serve.reading;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.Tag;
import org.delineate.dicom.result.AssessmentCategory;
import org.delineate.dicom.result.BreastDescriptor;
import org.delineate.file.Printable;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.infer.Doubt;
import org.delineate.measure.Box;
import org.delineate.measure.Scale;
import org.delineate.measure.Spacing;
import org.delineate.measure.UncertainLesion;

/**
 * Is all that a report says of one frame of a picture.
 *
 * @param lesions of the mask, the largest first; without spreads where a person has drawn or corrected it
 * @param method how the outline was made first; null where a person drew it without a model
 * @param history versions of the outline, the oldest first
 * @param signed who has signed it and when; null where nobody has
 * @param made when the report was made
 */
public record ReadingReport(
        Subject subject,
        Picture picture,
        List<UncertainLesion> lesions,
        Findings findings,
        Method method,
        List<Version> history,
        Signed signed,
        OffsetDateTime made) {

    /**
     * Says what was read.
     *
     * @param file name of the file as its owner knows it
     * @param format PNG, JPEG, DICOM, ...
     * @param sha256 hash of the file as it was uploaded
     * @param patient "" where the file names none
     */
    public record Subject(
            String file,
            String format,
            String sha256,
            Patient patient,
            String studyDate,
            String accession,
            String institution) {

        /** Knows no patient: a picture that is no DICOM file. */
        public static Subject of(String file, String format, String sha256) {
            return new Subject(file, format, sha256, new Patient("", "", "", ""), "", "", "");
        }

        /** Takes patient and study from a DICOM file. */
        public static Subject of(String file, String sha256, DataSet set) {
            Patient patient = new Patient(
                    personName(text(set, Tag.PATIENT_NAME)),
                    text(set, Tag.PATIENT_ID),
                    date(text(set, Tag.PATIENT_BIRTH_DATE)),
                    text(set, Tag.PATIENT_SEX));
            return new Subject(
                    file,
                    "DICOM",
                    sha256,
                    patient,
                    date(text(set, Tag.STUDY_DATE)),
                    text(set, Tag.ACCESSION_NUMBER),
                    text(set, Tag.INSTITUTION_NAME));
        }

        private static String text(DataSet set, int tag) {
            return set.text(tag).orElse("").strip();
        }

        /** Turns "Family^Given^Middle^Prefix^Suffix" of the first spelling into words. */
        private static String personName(String pn) {
            String[] parts = pn.split("=", 2)[0].split("\\^", -1);
            StringBuilder name = new StringBuilder(parts[0].strip());
            for (int i = 1; i < parts.length; i++) {
                if (!parts[i].isBlank()) {
                    name.append(i == 1 && !name.isEmpty() ? ", " : " ").append(parts[i].strip());
                }
            }
            return name.toString().strip();
        }

        /** Writes a date of DICOM with dashes; what is none stays as it is. */
        private static String date(String da) {
            return da.matches("\\d{8}") ? da.substring(0, 4) + "-" + da.substring(4, 6) + "-" + da.substring(6) : da;
        }
    }

    /** Says who the patient is; what is not known is empty. */
    public record Patient(String name, String id, String birthDate, String sex) {
        boolean isKnown() {
            return !(name + id + birthDate + sex).isEmpty();
        }
    }

    /**
     * Holds what is shown.
     *
     * @param image as it was read, not denoised
     * @param frame from 1
     */
    public record Picture(Image image, Mask mask, Scale scale, int frame, int frames) {
        /** @throws IllegalArgumentException where the mask has another size or the frame is none */
        public Picture {
            if (mask.height() != image.height() || mask.width() != image.width()) {
                throw new IllegalArgumentException("a mask of " + mask.width() + " x " + mask.height()
                        + " pixels on a picture of " + image.width() + " x " + image.height());
            }
            if (frame < 1 || frame > frames) {
                throw new IllegalArgumentException("frame " + frame + " of " + frames);
            }
        }
    }

    /**
     * Is what the reader says.
     *
     * @param category null where none was chosen
     * @param comment may be empty
     */
    public record Findings(Set<BreastDescriptor> descriptors, AssessmentCategory category, String comment) {
        public Findings {
            descriptors = Set.copyOf(descriptors);
        }

        /**
         * Takes what a page sent.
         *
         * @param chosen an object with a word, or a list of words, for each feature
         * @param category its short name; null or empty where none was chosen
         * @throws IllegalArgumentException naming what is no word, or words that exclude each other
         */
        public static Findings of(JsonNode chosen, String category, String comment) {
            Map<String, List<String>> words = new LinkedHashMap<>();
            chosen.properties().forEach(feature -> {
                List<String> all = new ArrayList<>();
                JsonNode value = feature.getValue();
                if (value.isTextual() && !value.asText().isEmpty()) {
                    all.add(value.asText());
                } else if (value.isArray()) {
                    value.forEach(word -> all.add(word.asText()));
                } else if (!value.isNull() && !value.isTextual()) {
                    throw new IllegalArgumentException(
                            "the feature " + Printable.quoted(feature.getKey()) + " has a word or a list of words");
                }
                words.put(feature.getKey(), all);
            });
            boolean none = category == null || category.isEmpty();
            return new Findings(BreastDescriptor.of(words), none ? null : AssessmentCategory.of(category), comment);
        }
    }

    /**
     * Says which model made the outline that the reader began with.
     *
     * @param denoising name of what was applied before the model; empty for nothing
     * @param doubt why not to rely on the model here; null where there is no reason
     */
    public record Method(String model, String version, String sha256, String denoising, Doubt doubt) {}

    /**
     * Is one version of the outline.
     *
     * @param byModel whether a model made it, else a person
     * @param tool brush, polygon, ...; empty for a model
     */
    public record Version(int number, boolean byModel, String name, String tool, OffsetDateTime at) {}

    /** Says who has signed. */
    public record Signed(String name, OffsetDateTime at) {}

    public ReadingReport {
        lesions = List.copyOf(lesions);
        history = List.copyOf(history);
    }

    /** Returns the spacing of the pixels at the largest lesion, or of the whole picture. */
    Optional<Spacing> spacing() {
        return Optional.ofNullable(
                lesions.isEmpty()
                        ? picture.scale()
                                .within(new Box(
                                        0,
                                        0,
                                        picture.image().width(),
                                        picture.image().height()))
                        : picture.scale().within(lesions.get(0).lesion().box()));
    }
}
