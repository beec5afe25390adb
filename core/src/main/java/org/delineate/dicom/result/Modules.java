package org.delineate.dicom.result;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.Set;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DataSetBuilder;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.Tag;
import org.delineate.file.Build;

/** Starts data sets with the modules that all results share: patient and study as in the source, series, equipment. */
final class Modules {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuuMMdd");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HHmmss");
    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");

    /** Are regions without sides, of the defined terms of PS3.16, annex L. */
    private static final Set<String> UNPAIRED = Set.of(("ABDOMEN ABDOMENPELVIS BLADDER BRAIN CHEST CHESTABDOMEN"
                    + " CHESTABDPELVIS COCCYX COLON CSPINE CTSPINE DUODENUM ESOPHAGUS FACE GALLBLADDER HEAD HEADNECK"
                    + " HEART JAW LARYNX LIVER LSPINE LSSPINE MEDIASTINUM NECK NECKCHEST PANCREAS PELVIS PENIS"
                    + " PROSTATE RECTUM SKULL SPINE SPLEEN SSPINE STERNUM STOMACH THYMUS THYROID TLSPINE TONGUE"
                    + " TRACHEA TSPINE UTERUS VAGINA WHOLEBODY")
            .split(" "));

    private Modules() {}

    /** Starts an object: patient, study, series, equipment, SOP common and the time of its content. */
    static DataSetBuilder start(SourceImage source, NewInstance instance, String sopClass, String modality) {
        DataSetBuilder set = DataSet.builder()
                .text(Tag.SOP_CLASS_UID, sopClass)
                .text(Tag.SOP_INSTANCE_UID, instance.uid())
                .text(Tag.MODALITY, modality);
        patient(source.dataSet(), set);
        study(source.dataSet(), set);
        series(source.dataSet(), instance, set);
        return equipment(set);
    }

    /** PS3.3, C.7.1.1 and C.7.2.2. */
    private static void patient(DataSet source, DataSetBuilder set) {
        set.copyOrEmpty(source, Tag.PATIENT_NAME, Tag.PATIENT_ID, Tag.PATIENT_BIRTH_DATE, Tag.PATIENT_SEX)
                .copy(
                        source,
                        Tag.ISSUER_OF_PATIENT_ID,
                        Tag.PATIENT_BIRTH_TIME,
                        Tag.OTHER_PATIENT_IDS,
                        Tag.OTHER_PATIENT_NAMES,
                        Tag.PATIENT_AGE,
                        Tag.PATIENT_SIZE,
                        Tag.PATIENT_WEIGHT,
                        Tag.ETHNIC_GROUP,
                        Tag.PATIENT_COMMENTS,
                        Tag.PATIENT_IDENTITY_REMOVED,
                        Tag.DEIDENTIFICATION_METHOD,
                        Tag.DEIDENTIFICATION_METHOD_CODE_SEQUENCE);
    }

    /** PS3.3, C.7.2.1. */
    private static void study(DataSet source, DataSetBuilder set) {
        set.text(Tag.STUDY_INSTANCE_UID, source.requireText(Tag.STUDY_INSTANCE_UID))
                .copyOrEmpty(
                        source,
                        Tag.STUDY_DATE,
                        Tag.STUDY_TIME,
                        Tag.REFERRING_PHYSICIAN_NAME,
                        Tag.STUDY_ID,
                        Tag.ACCESSION_NUMBER)
                .copy(source, Tag.STUDY_DESCRIPTION, Tag.PHYSICIANS_OF_RECORD, Tag.REFERENCED_STUDY_SEQUENCE);
    }

    /** PS3.3, C.7.3.1 and C.12.1; times are local to the source's offset from UTC, where it states one. */
    private static void series(DataSet source, NewInstance instance, DataSetBuilder set) {
        OffsetDateTime made = local(source, instance);
        set.text(Tag.SERIES_INSTANCE_UID, instance.seriesUid())
                .text(Tag.SERIES_NUMBER, Integer.toString(instance.seriesNumber()))
                .text(Tag.SERIES_DESCRIPTION, instance.description())
                .text(Tag.SERIES_DATE, DATE.format(made))
                .text(Tag.SERIES_TIME, TIME.format(made))
                .text(Tag.INSTANCE_NUMBER, Integer.toString(instance.number()))
                .text(Tag.INSTANCE_CREATION_DATE, DATE.format(made))
                .text(Tag.INSTANCE_CREATION_TIME, TIME.format(made))
                .text(Tag.CONTENT_DATE, DATE.format(made))
                .text(Tag.CONTENT_TIME, TIME.format(made));
        if (offset(source).isPresent()) {
            set.copy(source, Tag.TIMEZONE_OFFSET_FROM_UTC);
        }
    }

    /** Returns when the object was made, as VR DT. */
    static String dateTime(SourceImage source, NewInstance instance) {
        return DATE_TIME.format(local(source.dataSet(), instance));
    }

    /** Returns a time as VR DT, in the zone of the object. */
    static String dateTime(SourceImage source, OffsetDateTime time) {
        return DATE_TIME.format(
                offset(source.dataSet()).map(time::withOffsetSameInstant).orElse(time));
    }

    static String date(SourceImage source, NewInstance instance) {
        return DATE.format(local(source.dataSet(), instance));
    }

    static String time(SourceImage source, NewInstance instance) {
        return TIME.format(local(source.dataSet(), instance));
    }

    private static OffsetDateTime local(DataSet source, NewInstance instance) {
        return offset(source).map(instance.made()::withOffsetSameInstant).orElse(instance.made());
    }

    private static Optional<ZoneOffset> offset(DataSet source) {
        return source.text(Tag.TIMEZONE_OFFSET_FROM_UTC)
                .filter(text -> text.matches("[+-](0\\d|1[0-4])[0-5]\\d"))
                .map(ZoneOffset::of);
    }

    /** PS3.3, C.7.5.1 and C.7.5.2; the program has no serial number, so the commit of its build stands there. */
    private static DataSetBuilder equipment(DataSetBuilder set) {
        Build build = Build.CURRENT;
        return set.text(Tag.MANUFACTURER, DicomWriter.MANUFACTURER)
                .text(Tag.MANUFACTURER_MODEL_NAME, DicomWriter.MANUFACTURER)
                .text(Tag.DEVICE_SERIAL_NUMBER, build.commit().isEmpty() ? build.version() : build.commit())
                .text(Tag.SOFTWARE_VERSIONS, build.toString());
    }

    /** Says which region of the body it is, where the source does. */
    static void bodyPart(DataSet source, DataSetBuilder set) {
        if (source.text(Tag.BODY_PART_EXAMINED).isPresent()) {
            set.copy(source, Tag.BODY_PART_EXAMINED);
        }
    }

    /** Says which side of the body it is, where the source does; of its attributes the image's fits every result. */
    static boolean side(DataSet source, DataSetBuilder set) {
        Optional<String> side = source.text(Tag.IMAGE_LATERALITY).or(() -> source.text(Tag.LATERALITY));
        side.ifPresent(text -> set.text(Tag.IMAGE_LATERALITY, text));
        return side.isPresent();
    }

    /** Says the side, or that it is unknown, unless the region has no sides (type 2C of PS3.3, C.7.3.1). */
    static void sideOrUnknown(DataSet source, DataSetBuilder set) {
        if (!side(source, set)
                && !UNPAIRED.contains(source.text(Tag.BODY_PART_EXAMINED).orElse(""))) {
            set.empty(Tag.LATERALITY);
        }
    }
}
