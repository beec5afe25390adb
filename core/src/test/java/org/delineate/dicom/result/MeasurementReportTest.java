package org.delineate.dicom.result;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.file.BadFileException;
import org.delineate.image.Contour;
import org.delineate.image.Mask;
import org.delineate.measure.Lesion;
import org.delineate.measure.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MeasurementReportTest {
    static final Signature SIGNATURE = new Signature("Roe^Jane", "Clinic", OffsetDateTime.now(Masks.CLOCK));

    /** Reports two lesions of a picture, one with words of a reader. */
    static MeasurementReport report(SourceImage source, Algorithm algorithm, Signature signature) {
        Polyline outline = Polyline.around(Contour.of(Masks.box(5, 6, 10, 4)).get(0));
        MeasuredLesion first = new MeasuredLesion(
                source,
                source.frames(),
                Masks.tracking(1),
                Codes.LESION,
                outline,
                List.of(
                        new Measurement(Codes.AREA, 12.25, Codes.SQUARE_MILLIMETRE),
                        new Measurement(Codes.LONG_AXIS, 5.5, Codes.MILLIMETRE, Polyline.between(5, 6, 15, 10)),
                        new Measurement(Codes.SHORT_AXIS, 3.25, Codes.MILLIMETRE),
                        new Measurement(Codes.PERIMETER, 28, Codes.MILLIMETRE)),
                List.of());
        MeasuredLesion second = new MeasuredLesion(
                source,
                1,
                Masks.tracking(2),
                Codes.dcm("111462", "Solid mass"),
                Polyline.around(Contour.of(Masks.box(20, 20, 1, 1)).get(0)),
                List.of(
                        new Measurement(Codes.AREA, 1, Codes.PIXELS),
                        new Measurement(Codes.WIDTH, 1, Codes.PIXELS),
                        new Measurement(Codes.DEPTH, 1, Codes.PIXELS)),
                List.of(
                        new Description(Codes.SHAPE, Codes.sct("84360004", "Oval")),
                        new Description(Codes.MARGINS, Codes.sct("129738007", "Circumscribed lesion")),
                        new Description(Codes.ORIENTATION, Codes.dcm("111355", "Parallel"))));
        return new MeasurementReport(
                List.of(source), Masks.instance(300), List.of(first, second), algorithm, signature);
    }

    /** Reports a lesion with every word of the lexicon that can hold at once, a category and a comment. */
    static MeasurementReport concluded(SourceImage source, MeasuredLesion lesion) {
        List<Description> words = List.of(
                BreastDescriptor.OVAL.description(),
                BreastDescriptor.MICROLOBULATED.description(),
                BreastDescriptor.ANGULAR.description(),
                BreastDescriptor.HETEROGENEOUS.description(),
                BreastDescriptor.IN_MASS.description(),
                BreastDescriptor.EDEMA.description());
        Conclusion conclusion = new Conclusion(
                AssessmentCategory.LOW_SUSPICION,
                List.of(BreastDescriptor.SKIN_THICKENING.description()),
                "Vergrößert seit Mai.\nBiopsie empfohlen.");
        return new MeasurementReport(
                List.of(source),
                Masks.instance(303),
                List.of(lesion.described(words)),
                conclusion,
                Masks.MODEL,
                SIGNATURE);
    }

    private static List<DataSet> children(DataSet item, Code concept) {
        return item.items(Tag.CONTENT_SEQUENCE).stream()
                .filter(i -> concept.equals(Code.of(i, Tag.CONCEPT_NAME_CODE_SEQUENCE)))
                .toList();
    }

    private static DataSet child(DataSet item, Code concept) {
        List<DataSet> found = children(item, concept);
        assertEquals(1, found.size(), concept.meaning());
        return found.get(0);
    }

    @ParameterizedTest
    @EnumSource
    void holdsAGroupForEachLesion(SourceFiles kind) {
        SourceImage source = kind.image();
        DataSet written = report(source, Masks.MODEL, null).dataSet();
        DataSet root =
                DicomFile.of(DicomWriter.encode(written), Path.of("sr.dcm")).dataSet();
        assertEquals(Uid.COMPREHENSIVE_3D_SR, root.requireText(Tag.SOP_CLASS_UID));
        assertEquals("SR", root.requireText(Tag.MODALITY));
        assertEquals(
                "1500", root.item(Tag.CONTENT_TEMPLATE_SEQUENCE).orElseThrow().requireText(Tag.TEMPLATE_IDENTIFIER));
        List<DataSet> groups = children(child(root, Codes.IMAGING_MEASUREMENTS), Codes.MEASUREMENT_GROUP);
        assertEquals(2, groups.size());
        DataSet group = groups.get(0);
        assertEquals("Lesion 1", child(group, Codes.TRACKING_IDENTIFIER).requireText(Tag.TEXT_VALUE));
        assertEquals("1.2.8.1", child(group, Codes.TRACKING_UID).requireText(Tag.UID));
        assertEquals("BSANet", child(group, Codes.ALGORITHM_NAME).requireText(Tag.TEXT_VALUE));
        assertEquals("0.1.0", child(group, Codes.ALGORITHM_VERSION).requireText(Tag.TEXT_VALUE));
        assertEquals(
                "sha256=" + "ab".repeat(32),
                child(group, Codes.ALGORITHM_PARAMETERS).requireText(Tag.TEXT_VALUE));
        DataSet region = child(group, Codes.IMAGE_REGION);
        assertEquals("POLYLINE", region.requireText(Tag.GRAPHIC_TYPE));
        assertArrayEquals(
                new double[] {5.5, 6.5, 5.5, 9.5, 14.5, 9.5, 14.5, 6.5, 5.5, 6.5},
                closed(region),
                "four corners, closed");
        DataSet image = region.item(Tag.CONTENT_SEQUENCE).orElseThrow();
        assertEquals("SELECTED FROM", image.requireText(Tag.RELATIONSHIP_TYPE));
        DataSet reference = image.item(Tag.REFERENCED_SOP_SEQUENCE).orElseThrow();
        assertEquals(source.uid(), reference.requireText(Tag.REFERENCED_SOP_INSTANCE_UID));
        assertEquals(source.frames() == 1 ? List.of() : List.of("5"), reference.texts(Tag.REFERENCED_FRAME_NUMBER));
        DataSet area =
                child(group, Codes.AREA).item(Tag.MEASURED_VALUE_SEQUENCE).orElseThrow();
        assertEquals(12.25, area.number(Tag.NUMERIC_VALUE).orElseThrow());
        assertEquals(Codes.SQUARE_MILLIMETRE, Code.of(area, Tag.MEASUREMENT_UNITS_CODE_SEQUENCE));
        DataSet calliper =
                child(group, Codes.LONG_AXIS).item(Tag.CONTENT_SEQUENCE).orElseThrow();
        assertEquals("INFERRED FROM", calliper.requireText(Tag.RELATIONSHIP_TYPE));
        assertArrayEquals(new double[] {5, 6, 15, 10}, calliper.numbers(Tag.GRAPHIC_DATA));
        DataSet described = groups.get(1);
        assertEquals(Codes.sct("84360004", "Oval"), Code.of(child(described, Codes.SHAPE), Tag.CONCEPT_CODE_SEQUENCE));
        assertEquals(List.of(), children(group, Codes.SHAPE), "nothing is said where the reader said nothing");
    }

    /** Returns the points of an outline that ends where it begins. */
    private static double[] closed(DataSet region) {
        double[] data = region.numbers(Tag.GRAPHIC_DATA);
        assertEquals(data[0], data[data.length - 2]);
        assertEquals(data[1], data[data.length - 1]);
        return data;
    }

    @Test
    void takesOverWhatWasMeasured() {
        SourceImage source = SourceFiles.ULTRASOUND.image();
        Lesion lesion =
                Lesion.of(Masks.box(5, 6, 10, 4), Scale.of(source.dataSet(), 0)).get(0);
        MeasuredLesion taken = MeasuredLesion.of(source, 1, Masks.tracking(1), lesion);
        List<Measurement> measurements = taken.measurements();
        assertEquals(new Measurement(Codes.AREA, lesion.mm().area(), Codes.SQUARE_MILLIMETRE), measurements.get(0));
        assertEquals(0.8, measurements.get(0).value(), 1e-9, "40 pixels of 0.2 x 0.1 mm");
        Measurement longAxis = measurements.get(1);
        assertEquals(Math.hypot(10 * 0.2, 4 * 0.1), longAxis.value(), 1e-9);
        assertEquals(Codes.MILLIMETRE, longAxis.unit());
        assertTrue(Math.abs(longAxis.line().x()[0] - longAxis.line().x()[1]) == 10);
        assertEquals(0.2, measurements.get(5).value(), 1e-9, "0.4 mm deep, 2 mm wide");
        MeasuredLesion pixels = MeasuredLesion.of(
                source, 1, Masks.tracking(1), Lesion.of(Masks.box(5, 6, 10, 4)).get(0));
        assertEquals(
                new Measurement(Codes.AREA, 40, Codes.PIXELS),
                pixels.measurements().get(0));
        DataSet report = new MeasurementReport(List.of(source), Masks.instance(300), List.of(taken), Masks.MODEL, null)
                .dataSet();
        DataSet group = child(child(report, Codes.IMAGING_MEASUREMENTS), Codes.MEASUREMENT_GROUP);
        assertEquals(1, children(group, Codes.DEPTH_TO_WIDTH).size());
    }

    @Test
    void namesTheDeviceUntilAPersonSigns() {
        SourceImage source = SourceFiles.ULTRASOUND.image();
        DataSet draft = report(source, Masks.MODEL, null).dataSet();
        assertEquals("UNVERIFIED", draft.requireText(Tag.VERIFICATION_FLAG));
        assertEquals("PRELIMINARY", draft.requireText(Tag.PRELIMINARY_FLAG));
        assertEquals(Codes.DEVICE, Code.of(child(draft, Codes.OBSERVER_TYPE), Tag.CONCEPT_CODE_SEQUENCE));
        assertTrue(child(draft, Codes.DEVICE_NAME).requireText(Tag.TEXT_VALUE).startsWith("Delineate"));
        assertFalse(draft.contains(Tag.VERIFYING_OBSERVER_SEQUENCE));
        DataSet signed = report(source, Masks.MODEL, SIGNATURE).dataSet();
        assertEquals("VERIFIED", signed.requireText(Tag.VERIFICATION_FLAG));
        assertEquals(Codes.PERSON, Code.of(child(signed, Codes.OBSERVER_TYPE), Tag.CONCEPT_CODE_SEQUENCE));
        assertEquals("Roe^Jane", child(signed, Codes.PERSON_NAME).requireText(Tag.PERSON_NAME));
        DataSet observer = signed.item(Tag.VERIFYING_OBSERVER_SEQUENCE).orElseThrow();
        assertEquals("20261129123456", observer.requireText(Tag.VERIFICATION_DATE_TIME));
        DataSet byHand = report(source, null, SIGNATURE).dataSet();
        assertFalse(byHand.toString().contains("BSANet"));
    }

    @Test
    void listsThePicturesThatWereRead() {
        SourceImage one = SourceFiles.ULTRASOUND.image();
        SourceImage other = SourceImage.of(SourceFiles.read(SourceFiles.ULTRASOUND_LOOP
                .builder()
                .text(Tag.SERIES_INSTANCE_UID, "1.2.3.5")
                .build()));
        DataSet nothing =
                new MeasurementReport(List.of(one, other), Masks.instance(300), List.of(), Masks.MODEL, null).dataSet();
        DataSet evidence =
                nothing.item(Tag.CURRENT_REQUESTED_PROCEDURE_EVIDENCE_SEQUENCE).orElseThrow();
        assertEquals(2, evidence.items(Tag.REFERENCED_SERIES_SEQUENCE).size());
        DataSet group = child(child(nothing, Codes.IMAGE_LIBRARY), Codes.IMAGE_LIBRARY_GROUP);
        assertEquals(2, group.items(Tag.CONTENT_SEQUENCE).size());
        assertFalse(child(nothing, Codes.IMAGING_MEASUREMENTS).contains(Tag.CONTENT_SEQUENCE));
    }

    @Test
    void linesAreClosedAndLieOnThePicture() {
        assertEquals(
                new Polyline(new double[] {4, 5, 5, 4, 4}, new double[] {7, 7, 8, 8, 7}),
                Polyline.around(Contour.of(Masks.box(4, 7, 1, 1)).get(0)),
                "a single pixel");
        assertEquals(
                new Polyline(new double[] {4, 8, 8, 4, 4}, new double[] {7, 7, 8, 8, 7}),
                Polyline.around(Contour.of(Masks.box(4, 7, 4, 1)).get(0)),
                "a row");
        boolean[] diagonal = new boolean[16];
        for (int i = 0; i < 4; i++) {
            diagonal[5 * i] = true;
        }
        Polyline line = Polyline.around(Contour.of(Mask.of(4, 4, diagonal)).get(0));
        assertTrue(line.isClosed());
        assertEquals(3, line.x().length, "there and back");
        SourceImage source = SourceFiles.ULTRASOUND.image();
        Polyline open = Polyline.between(1, 1, 2, 2);
        assertThrows(IllegalArgumentException.class, () -> lesion(source, 1, open));
        Polyline outside = new Polyline(new double[] {50, 52, 50}, new double[] {1, 1, 1});
        BadFileException bad = assertThrows(BadFileException.class, () -> lesion(source, 1, outside));
        assertEquals("a line of Lesion 1 leaves the picture of 37 rows of 51 pixels", bad.rule());
        Polyline inside = new Polyline(new double[] {50, 51, 50}, new double[] {1, 1, 1});
        assertThrows(BadFileException.class, () -> lesion(source, 2, inside));
        assertThrows(IllegalArgumentException.class, () -> Polyline.between(0, 0, Double.NaN, 1));
        assertThrows(IllegalArgumentException.class, () -> new Polyline(new double[8192], new double[8192]));
        assertThrows(IllegalArgumentException.class, () -> new Measurement(Codes.AREA, Double.NaN, Codes.PIXELS));
    }

    private static MeasuredLesion lesion(SourceImage source, int frame, Polyline outline) {
        return new MeasuredLesion(source, frame, Masks.tracking(1), Codes.LESION, outline, List.of(), List.of());
    }

    @Test
    void refusesPicturesThatDoNotBelongTogether() {
        SourceImage source = SourceFiles.ULTRASOUND.image();
        SourceImage foreign = SourceImage.of(SourceFiles.read(SourceFiles.ULTRASOUND
                .builder()
                .text(Tag.STUDY_INSTANCE_UID, "1.2.99")
                .text(Tag.SOP_INSTANCE_UID, "1.2.99.1")
                .build()));
        NewInstance instance = Masks.instance(300);
        assertThrows(
                BadFileException.class,
                () -> new MeasurementReport(List.of(source, foreign), instance, List.of(), Masks.MODEL, null));
        MeasuredLesion elsewhere = lesion(
                foreign, 1, Polyline.around(Contour.of(Masks.box(2, 2, 3, 3)).get(0)));
        assertThrows(
                BadFileException.class,
                () -> new MeasurementReport(List.of(source), instance, List.of(elsewhere), Masks.MODEL, null));
        assertThrows(
                IllegalArgumentException.class,
                () -> new MeasurementReport(List.of(source), instance, List.of(), null, null));
        assertThrows(
                IllegalArgumentException.class,
                () -> new MeasurementReport(List.of(), instance, List.of(), Masks.MODEL, null));
    }

    /** The category has a code of BI-RADS itself, whose scheme states its version. */
    @Test
    void carriesWhatTheReaderConcludes() {
        SourceImage source = SourceFiles.ULTRASOUND.image();
        MeasuredLesion lesion = MeasuredLesion.of(
                source,
                1,
                Masks.tracking(1),
                Lesion.of(Masks.box(5, 6, 10, 4), Scale.UNKNOWN).get(0));
        byte[] file = DicomWriter.encode(concluded(source, lesion).dataSet());
        DataSet root = DicomFile.of(file, Path.of("sr.dcm")).dataSet();
        DataSet concluded = child(root, Codes.QUALITATIVE_EVALUATIONS);
        DataSet category = child(concluded, Codes.ASSESSMENT_CATEGORY);
        assertEquals(AssessmentCategory.LOW_SUSPICION.code(), Code.of(category, Tag.CONCEPT_CODE_SEQUENCE));
        assertEquals(
                "4.0", category.item(Tag.CONCEPT_CODE_SEQUENCE).orElseThrow().requireText(Tag.CODING_SCHEME_VERSION));
        assertEquals(
                "Vergrößert seit Mai.\nBiopsie empfohlen.",
                child(concluded, Codes.COMMENT).requireText(Tag.TEXT_VALUE));
        assertEquals(
                BreastDescriptor.SKIN_THICKENING.code(),
                Code.of(child(concluded, Codes.ASSOCIATED_FINDING), Tag.CONCEPT_CODE_SEQUENCE));
        DataSet group = child(child(root, Codes.IMAGING_MEASUREMENTS), Codes.MEASUREMENT_GROUP);
        assertEquals(
                List.of(BreastDescriptor.MICROLOBULATED.code(), BreastDescriptor.ANGULAR.code()),
                children(group, Codes.MARGINS).stream()
                        .map(i -> Code.of(i, Tag.CONCEPT_CODE_SEQUENCE))
                        .toList());
        assertThrows(IllegalArgumentException.class, () -> new Conclusion(null, List.of(), "a bell \u0007"));
    }

    @Test
    void saysNothingThatNobodyConcluded() {
        DataSet root = report(SourceFiles.ULTRASOUND.image(), Masks.MODEL, null).dataSet();
        assertEquals(List.of(), children(root, Codes.QUALITATIVE_EVALUATIONS));
    }
}
