package org.delineate.dicom.deidentify;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.delineate.dicom.ChangedCopy;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DataSetBuilder;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.Element;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.dicom.Vr;
import org.delineate.file.BadFileException;

/**
 * Removes from a file what identifies a person, as the basic application level confidentiality profile says (PS3.15,
 * E.2), and all private attributes. Identifiers are replaced consistently, so that a study stays one. Pixels are not
 * changed: text that is burnt into them stays, and is warned of.
 */
public final class Deidentification {
    private static final String METHOD = "DICOM PS3.15 2024b basic profile";
    private static final String MEDIA_DIRECTORY = "1.2.840.10008.1.3.10";

    private static final Set<Integer> BIRTH = Set.of(Tag.PATIENT_BIRTH_DATE, Tag.PATIENT_BIRTH_TIME);

    /** Says what happens to dates and times. */
    public enum Dates {
        /** They are removed, or replaced by one that says nothing. */
        REMOVED,
        /** All of a patient are moved back by the same number of days; times and intervals stay. */
        SHIFTED
    }

    private final Pseudonyms pseudonyms;
    private final Dates dates;

    private Deidentification(byte[] key, Dates dates) {
        pseudonyms = new Pseudonyms(key);
        this.dates = dates;
    }

    /** Begins a run with a random key, which nobody keeps: what it replaces cannot be led back. */
    public static Deidentification begin(Dates dates) {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return new Deidentification(key, dates);
    }

    /** Begins a run whose replacements are equal to those of other runs with the same key. */
    public static Deidentification of(byte[] key, Dates dates) {
        if (key.length < 16) {
            throw new IllegalArgumentException("a key of " + key.length + " bytes; at least 16 are safe");
        }
        return new Deidentification(key.clone(), dates);
    }

    /**
     * Writes a file without what identifies, named by its new identifiers, and returns its path.
     *
     * @throws BadFileException where the file is a media directory or lacks its identifiers
     */
    public Path write(DicomFile file, Path folder) {
        DataSet dataSet = dataSet(file);
        Path path = Uid.path(folder, dataSet);
        ChangedCopy.write(path, file, dataSet);
        return path;
    }

    /** Returns the attributes that stay, and those that say what was done. */
    public DataSet dataSet(DicomFile file) {
        DataSet original = file.dataSet();
        original.requireText(Tag.SOP_CLASS_UID);
        original.requireText(Tag.SOP_INSTANCE_UID);
        if (file.meta()
                .text(Tag.MEDIA_STORAGE_SOP_CLASS_UID)
                .filter(MEDIA_DIRECTORY::equals)
                .isPresent()) {
            throw new BadFileException(file.path(), "the directory of a medium", "give the files that it lists");
        }
        Run run = new Run(original);
        DataSetBuilder out = run.cleaned(original, false).toBuilder();
        if (original.contains(Tag.PATIENT_ID)) {
            out.text(Tag.PATIENT_ID, pseudonyms.patientId(run.patient));
        }
        List<DataSet> codes = new ArrayList<>();
        codes.add(code("113100", "Basic Application Confidentiality Profile"));
        if (dates == Dates.SHIFTED) {
            codes.add(code("113107", "Retain Longitudinal Temporal Information Modified Dates Option"));
        }
        return out.text(Tag.PATIENT_IDENTITY_REMOVED, "YES")
                .text(Tag.DEIDENTIFICATION_METHOD, METHOD)
                .sequence(Tag.DEIDENTIFICATION_METHOD_CODE_SEQUENCE, codes)
                .text(Tag.LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED, dates == Dates.SHIFTED ? "MODIFIED" : "REMOVED")
                .build();
    }

    private static DataSet code(String value, String meaning) {
        return DataSet.builder()
                .text(Tag.CODE_VALUE, value)
                .text(Tag.CODING_SCHEME_DESIGNATOR, "DCM")
                .text(Tag.CODE_MEANING, meaning)
                .build();
    }

    /** Returns what may still identify the person, for the user to look at. */
    public static List<String> cautions(DicomFile file) {
        List<String> cautions = new ArrayList<>();
        DataSet set = file.dataSet();
        String sopClass = set.text(Tag.SOP_CLASS_UID).orElse("");
        String modality = set.text(Tag.MODALITY).orElse("");
        String burnedIn = set.text(Tag.BURNED_IN_ANNOTATION).orElse("");
        boolean captured = sopClass.startsWith(Uid.SECONDARY_CAPTURE) || set.contains(Tag.CONVERSION_TYPE);
        if (file.hasPixels()) {
            if (burnedIn.equals("YES")) {
                cautions.add("the file says that text is burnt into its pixels, which are unchanged");
            } else if (modality.equals("US") || captured) {
                cautions.add((captured ? "a secondary capture" : "an ultrasound picture")
                        + " often has text burnt into its pixels, which are unchanged: look at it");
            } else if (!burnedIn.equals("NO")) {
                cautions.add("the file does not say whether text is burnt into its pixels, which are unchanged");
            }
        }
        if (set.contains(Tag.CONTENT_SEQUENCE)) {
            cautions.add("the content of a report is replaced by dummy values: its text can name people");
        }
        if (set.contains(Tag.ENCAPSULATED_DOCUMENT)) {
            cautions.add("the document inside is replaced by two zero bytes");
        }
        return cautions;
    }

    /** Cleans one file. */
    private final class Run {
        final String patient;
        private final int days;

        Run(DataSet original) {
            patient = original.text(Tag.PATIENT_ID).orElse("")
                    + '\0'
                    + original.text(Tag.ISSUER_OF_PATIENT_ID).orElse("");
            days = pseudonyms.days(patient);
        }

        /**
         * Cleans a data set and the items in it.
         *
         * @param dummies whether it is an item of a sequence whose value is replaced: nothing that tells stays in it
         */
        DataSet cleaned(DataSet original, boolean dummies) {
            DataSetBuilder out = original.toBuilder().removeIf(tag -> true); // errors go on to name the file
            for (Element element : original) {
                cleaned(element, dummies).ifPresent(out::put);
            }
            return out.build();
        }

        private Optional<Element> cleaned(Element element, boolean dummies) {
            Optional<Element> shifted = dates == Dates.SHIFTED ? shifted(element) : Optional.empty();
            if (shifted.isPresent()) {
                return shifted;
            }
            boolean sequence = element.vr() == Vr.SQ;
            return switch (ConfidentialityProfile.action(element.tag())) {
                case REMOVE -> Optional.empty();
                case EMPTY -> Optional.of(DummyValue.empty(element));
                case DUMMY ->
                    Optional.of(sequence ? items(element, true) : element.isEmpty() ? element : DummyValue.of(element));
                case REPLACE_UID ->
                    sequence
                            ? Optional.of(items(element, dummies))
                            : Optional.of(element).filter(e -> e.vr() == Vr.UI).map(this::replaced);
                case KEEP -> Optional.of(sequence ? items(element, dummies) : dummies ? silent(element) : element);
            };
        }

        private Element items(Element sequence, boolean dummies) {
            return Element.sequence(
                    sequence.tag(),
                    sequence.items().stream()
                            .map(item -> cleaned(item, dummies))
                            .toList());
        }

        /** Code strings and tags say what an item is, class identifiers too; all else could be anything. */
        private Element silent(Element element) {
            if (element.vr() == Vr.UI) {
                return replaced(element);
            }
            boolean structure = element.vr() == Vr.CS || element.vr() == Vr.AT;
            return structure || element.isEmpty() ? element : DummyValue.of(element);
        }

        private Element replaced(Element element) {
            String[] uids = element.texts().stream().map(pseudonyms::uid).toArray(String[]::new);
            return uids.length == 0
                    ? DummyValue.empty(element)
                    : DataSet.builder()
                            .text(element.tag(), Vr.UI, uids)
                            .build()
                            .element(element.tag())
                            .orElseThrow();
        }

        /** Birthdays are no part of a course; a time alone does not tell the day. */
        private Optional<Element> shifted(Element element) {
            boolean inTable = ConfidentialityProfile.tags().contains(element.tag());
            if (!inTable || BIRTH.contains(element.tag()) || element.isEmpty()) {
                return Optional.empty();
            }
            return switch (element.vr()) {
                case DA, DT -> DummyValue.earlier(element, days);
                case TM -> Optional.of(element);
                default -> Optional.empty();
            };
        }
    }
}
