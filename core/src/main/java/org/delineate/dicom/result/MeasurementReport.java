package org.delineate.dicom.result;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DataSetBuilder;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.dicom.result.ContentItem.Relationship;
import org.delineate.file.Build;

/**
 * Makes a structured report of measured lesions: a Comprehensive 3D SR after template 1500, a measurement group with an
 * outline for each lesion (PS3.3, A.35.13; PS3.16, TID 1500, 1410).
 *
 * @param sources the pictures that were read, of one study
 * @param instance of a series of its own: viewers show the last report of a series
 * @param lesions what was found, perhaps nothing
 * @param conclusion what a reader concludes from all of it
 * @param algorithm the model that found them; null where a person did
 * @param signature who has signed it; null where nobody has
 */
public record MeasurementReport(
        List<SourceImage> sources,
        NewInstance instance,
        List<MeasuredLesion> lesions,
        Conclusion conclusion,
        Algorithm algorithm,
        Signature signature) {

    /**
     * Checks that pictures and lesions belong together.
     *
     * @throws org.delineate.file.BadFileException where pictures are of two studies, or a lesion of another picture
     * @throws IllegalArgumentException where there is no picture, or neither a person nor a model has read it
     */
    public MeasurementReport {
        sources = List.copyOf(sources);
        lesions = List.copyOf(lesions);
        if (sources.isEmpty()) {
            throw new IllegalArgumentException("a report is about a picture");
        }
        if (algorithm == null && signature == null) {
            throw new IllegalArgumentException("a report without an algorithm is signed");
        }
        String study = sources.get(0).dataSet().requireText(Tag.STUDY_INSTANCE_UID);
        for (SourceImage source : sources) {
            if (!source.dataSet().requireText(Tag.STUDY_INSTANCE_UID).equals(study)) {
                throw source.bad("is of another study than the first picture", "make a report for each study");
            }
        }
        for (MeasuredLesion lesion : lesions) {
            if (!sources.contains(lesion.source())) {
                throw lesion.source()
                        .bad(
                                "is the picture of " + lesion.tracking().identifier() + " but not one of the report's",
                                "name it among the report's pictures");
            }
        }
    }

    /** Makes a report without a reader's conclusion. */
    public MeasurementReport(
            List<SourceImage> sources,
            NewInstance instance,
            List<MeasuredLesion> lesions,
            Algorithm algorithm,
            Signature signature) {
        this(sources, instance, lesions, Conclusion.NONE, algorithm, signature);
    }

    public DataSet dataSet() {
        DataSetBuilder set = Modules.start(sources.get(0), instance, Uid.COMPREHENSIVE_3D_SR, "SR")
                .empty(Tag.REFERENCED_PERFORMED_PROCEDURE_STEP_SEQUENCE)
                .empty(Tag.PERFORMED_PROCEDURE_CODE_SEQUENCE)
                .text(Tag.COMPLETION_FLAG, "COMPLETE")
                .text(Tag.PRELIMINARY_FLAG, signature == null ? "PRELIMINARY" : "FINAL")
                .text(Tag.VERIFICATION_FLAG, signature == null ? "UNVERIFIED" : "VERIFIED")
                .sequence(Tag.CURRENT_REQUESTED_PROCEDURE_EVIDENCE_SEQUENCE, evidence());
        if (signature != null) {
            set.sequence(
                    Tag.VERIFYING_OBSERVER_SEQUENCE,
                    DataSet.builder()
                            .text(Tag.VERIFYING_OBSERVER_NAME, signature.name())
                            .sequence(Tag.VERIFYING_OBSERVER_IDENTIFICATION_CODE_SEQUENCE)
                            .text(Tag.VERIFYING_ORGANIZATION, signature.organization())
                            .text(Tag.VERIFICATION_DATE_TIME, Modules.dateTime(sources.get(0), signature.signed()))
                            .build());
        }
        List<DataSet> items = new ArrayList<>();
        items.add(ContentItem.code(Relationship.HAS_CONCEPT_MOD, Codes.LANGUAGE, Codes.ENGLISH));
        items.addAll(observer());
        items.add(ContentItem.code(Relationship.HAS_CONCEPT_MOD, Codes.PROCEDURE_REPORTED, Codes.IMAGING_PROCEDURE));
        items.add(library());
        items.add(ContentItem.container(
                Codes.IMAGING_MEASUREMENTS,
                "",
                lesions.stream().map(this::group).toList()));
        List<DataSet> concluded = conclusion.items();
        if (!concluded.isEmpty()) {
            items.add(ContentItem.container(Codes.QUALITATIVE_EVALUATIONS, "", concluded));
        }
        return ContentItem.container(set, Codes.IMAGING_MEASUREMENT_REPORT, "1500", items)
                .build();
    }

    /** Lists the pictures, those of one series together. */
    private DataSet evidence() {
        Map<String, List<DataSet>> bySeries = new LinkedHashMap<>();
        for (SourceImage source : sources) {
            bySeries.computeIfAbsent(source.dataSet().requireText(Tag.SERIES_INSTANCE_UID), series -> new ArrayList<>())
                    .add(source.reference().build());
        }
        List<DataSet> series = new ArrayList<>();
        bySeries.forEach((uid, instances) -> series.add(DataSet.builder()
                .text(Tag.SERIES_INSTANCE_UID, uid)
                .sequence(Tag.REFERENCED_SOP_SEQUENCE, instances)
                .build()));
        return DataSet.builder()
                .text(Tag.STUDY_INSTANCE_UID, sources.get(0).dataSet().requireText(Tag.STUDY_INSTANCE_UID))
                .sequence(Tag.REFERENCED_SERIES_SEQUENCE, series)
                .build();
    }

    /** TID 1002: the person who has signed, else this program. */
    private List<DataSet> observer() {
        Relationship context = Relationship.HAS_OBS_CONTEXT;
        if (signature != null) {
            return List.of(
                    ContentItem.code(context, Codes.OBSERVER_TYPE, Codes.PERSON),
                    ContentItem.person(context, Codes.PERSON_NAME, signature.name()),
                    ContentItem.text(context, Codes.PERSON_ORGANIZATION, signature.organization()));
        }
        return List.of(
                ContentItem.code(context, Codes.OBSERVER_TYPE, Codes.DEVICE),
                ContentItem.uid(context, Codes.DEVICE_UID, NewInstance.derivedUid("device", Build.CURRENT.toString())),
                ContentItem.text(context, Codes.DEVICE_NAME, "Delineate " + Build.CURRENT.version()),
                ContentItem.text(context, Codes.DEVICE_MANUFACTURER, "Delineate"),
                ContentItem.text(context, Codes.DEVICE_MODEL, "Delineate"));
    }

    /** TID 1600. */
    private DataSet library() {
        List<DataSet> images = sources.stream()
                .map(source -> ContentItem.image(
                        Relationship.CONTAINS, source.reference().build()))
                .toList();
        return ContentItem.container(
                Codes.IMAGE_LIBRARY, "", List.of(ContentItem.container(Codes.IMAGE_LIBRARY_GROUP, "", images)));
    }

    /** TID 1410. */
    private DataSet group(MeasuredLesion lesion) {
        List<DataSet> items = new ArrayList<>();
        Tracking tracking = lesion.tracking();
        items.add(ContentItem.text(Relationship.HAS_OBS_CONTEXT, Codes.TRACKING_IDENTIFIER, tracking.identifier()));
        items.add(ContentItem.uid(Relationship.HAS_OBS_CONTEXT, Codes.TRACKING_UID, tracking.uid()));
        if (algorithm != null) {
            Relationship modifier = Relationship.HAS_CONCEPT_MOD;
            items.add(ContentItem.text(modifier, Codes.ALGORITHM_NAME, algorithm.name()));
            items.add(ContentItem.text(modifier, Codes.ALGORITHM_VERSION, algorithm.version()));
            items.add(ContentItem.text(modifier, Codes.ALGORITHM_PARAMETERS, algorithm.parameters()));
        }
        items.add(ContentItem.code(Relationship.CONTAINS, Codes.FINDING, lesion.finding()));
        items.add(ContentItem.polyline(
                Relationship.CONTAINS, Codes.IMAGE_REGION, lesion.outline(), lesion.source(), lesion.frame()));
        for (Measurement measurement : lesion.measurements()) {
            items.add(ContentItem.number(measurement, lesion.source(), lesion.frame()));
        }
        for (Description description : lesion.descriptions()) {
            items.add(ContentItem.code(Relationship.CONTAINS, description.concept(), description.value()));
        }
        return ContentItem.container(Codes.MEASUREMENT_GROUP, "1410", items);
    }
}
