package org.delineate.dicom.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.FrameReader;
import org.delineate.dicom.Tag;
import org.delineate.file.Hash;
import org.delineate.measure.Lesion;
import org.delineate.measure.Scale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results of every kind of picture against dciodvfy, pydicom and PixelMed: {@code mvn test -pl core -Ppython}. */
class ResultsPythonTest {
    private static final String PYTHON = System.getProperty("python", "/usr/bin/python3");
    private static final String PDF = "%PDF-1.7 a document";

    /** Are the warnings of dciodvfy that stay; docs/dicom-results.md says why. */
    private static final List<String> KNOWN_WARNINGS = List.of(
            "Unrecognized defined term <99DELINEATE> for value 1 of attribute <Coding Scheme Designator>",
            "is only permitted to be empty when actually unknown; should be absent (not empty) if an unpaired body part,"
                    + " and have a value if a paired body part - attribute <Laterality>");

    @TempDir
    static Path folder;

    private static final Map<String, DataSet> RESULTS = new LinkedHashMap<>();

    @BeforeAll
    static void write() {
        for (SourceFiles kind : SourceFiles.values()) {
            SourceImage source = kind.image();
            put(kind + "_source", kind.builder().build());
            for (SegmentationObject.Form form : SegmentationObject.Form.values()) {
                put(kind + "_seg_" + form, Masks.segmentation(kind, form).dataSet());
            }
            put(
                    kind + "_seg_hand",
                    new SegmentationObject(
                                    source,
                                    Masks.instance(101),
                                    Masks.segments(kind),
                                    SegmentationObject.Making.MANUAL,
                                    null,
                                    SegmentationObject.Form.PLACED)
                            .dataSet());
            put(
                    kind + "_sr_draft",
                    MeasurementReportTest.report(source, Masks.MODEL, null).dataSet());
            put(
                    kind + "_sr_signed",
                    MeasurementReportTest.report(source, Masks.MODEL, MeasurementReportTest.SIGNATURE)
                            .dataSet());
            MeasuredLesion measured = MeasuredLesion.of(
                    source,
                    1,
                    Masks.tracking(1),
                    Lesion.of(Masks.box(5, 6, 10, 4), Scale.of(source.dataSet(), 0))
                            .get(0));
            put(
                    kind + "_sr_measured",
                    new MeasurementReport(List.of(source), Masks.instance(301), List.of(measured), Masks.MODEL, null)
                            .dataSet());
            put(
                    kind + "_sr_nothing",
                    new MeasurementReport(List.of(source), Masks.instance(302), List.of(), Masks.MODEL, null)
                            .dataSet());
            put(
                    kind + "_sr_concluded",
                    MeasurementReportTest.concluded(source, measured).dataSet());
            put(kind + "_sc", SecondaryCaptureTest.capture(kind, 1).dataSet());
            put(kind + "_pdf", EncapsulatedPdfTest.document(kind, PDF).dataSet());
        }
        put(
                "loop_sc",
                SecondaryCaptureTest.capture(SourceFiles.ULTRASOUND_LOOP, 1, 2, 3, 4, 5)
                        .dataSet());
        put(
                "pages_sc",
                SecondaryCaptureTest.capture(SourceFiles.ULTRASOUND_LOOP, 2, 4).dataSet());
    }

    private static void put(String name, DataSet set) {
        RESULTS.put(name, set);
        DicomWriter.write(file(name), set);
    }

    private static Path file(String name) {
        return folder.resolve(name + ".dcm");
    }

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    @Test
    void dciodvfyFindsNoError() throws Exception {
        List<String> errors = new ArrayList<>();
        TreeSet<String> warnings = new TreeSet<>();
        for (String name : RESULTS.keySet()) {
            String output = run(List.of("dciodvfy", file(name).toString()));
            assertTrue(output.lines().findFirst().orElse("").matches("\\w+"), name + ": " + output);
            output.lines().filter(l -> l.startsWith("Error")).forEach(l -> errors.add(name + ": " + l));
            if (!name.endsWith("_source")) {
                output.lines().filter(l -> l.startsWith("Warning - ")).forEach(l -> warnings.add(l.substring(10)));
            }
        }
        assertEquals(List.of(), errors);
        assertEquals(KNOWN_WARNINGS, List.copyOf(warnings));
        Path broken = file("broken");
        DataSet set = RESULTS.get("ULTRASOUND_seg_PLACED");
        DicomWriter.write(
                broken,
                set.toBuilder().removeIf(tag -> tag == Tag.SEGMENTATION_TYPE).build());
        assertTrue(run(List.of("dciodvfy", broken.toString())).contains("Error"), "the check can fail");
    }

    /** dcmtk compresses with loss and says so; here it is then made to forget it, as some devices do. */
    @Test
    void sourcesCompressedWithLossAreKnownByTheirTransferSyntax() throws Exception {
        Path lossy = file("lossy");
        run(List.of("dcmcjpeg", "+eb", "+un", file("ULTRASOUND_source").toString(), lossy.toString()));
        double stated = ratio(lossy);
        List<String> forget = new ArrayList<>(List.of("dcmodify", "-nb"));
        for (String tag : List.of("0028,2110", "0028,2112", "0028,2114")) {
            forget.addAll(List.of("-ea", tag));
        }
        forget.add(lossy.toString());
        run(forget);
        assertEquals(stated, ratio(lossy), stated / 10, "of the bytes, with the headers of the fragments");
        assertEquals(
                "Segmentation",
                run(List.of("dciodvfy", file("lossy_seg").toString())).strip());
    }

    private static double ratio(Path source) {
        DataSet set = Masks.segmentation(
                        SourceImage.of(DicomFile.read(source)),
                        SegmentationObject.Form.PLACED,
                        Masks.segments(SourceFiles.ULTRASOUND))
                .dataSet();
        DicomWriter.write(file("lossy_seg"), set);
        assertEquals("01", set.requireText(Tag.LOSSY_IMAGE_COMPRESSION));
        assertEquals("ISO_10918_1", set.requireText(Tag.LOSSY_IMAGE_COMPRESSION_METHOD));
        return set.number(Tag.LOSSY_IMAGE_COMPRESSION_RATIO).orElseThrow();
    }

    @Test
    void pydicomReadsEveryResult() throws Exception {
        List<String> command = new ArrayList<>(List.of(PYTHON, "src/test/python/results.py"));
        RESULTS.keySet().forEach(name -> command.add(file(name).toString()));
        Map<String, String[]> found = new LinkedHashMap<>();
        String output = run(command);
        output.lines().map(l -> l.split("\t")).forEach(row -> found.put(row[0].replace(".dcm", ""), row));
        assertEquals(RESULTS.keySet(), found.keySet(), output);
        for (String name : RESULTS.keySet()) {
            String[] row = found.get(name);
            assertEquals("Müller^Änne", row[2]);
            if (name.contains("_seg_") || name.endsWith("sc")) {
                assertTrue(row[3].endsWith(" " + pixels(name)), name + ": " + row[3]);
            } else if (name.endsWith("_sr_draft")) {
                String values = "Lesion 1 | 1.2.8.1 | BSANet | 0.1.0 | sha256=" + "ab".repeat(32)
                        + " | POLYLINE | 12.25 mm2 | 5.5 mm | POLYLINE | 3.25 mm | 28 mm | Lesion 2";
                assertTrue(row[3].contains(values), row[3]);
            } else if (name.endsWith("_sr_signed")) {
                assertTrue(row[3].startsWith("Roe^Jane | Clinic"), row[3]);
            } else if (name.endsWith("_pdf")) {
                assertEquals(Hash.of(PDF), row[3]);
            }
        }
    }

    /** BI-RADS has four codes of its own, which the dictionary leaves out. */
    @Test
    void pydicomKnowsTheCodesOfTheLexicon() throws Exception {
        List<Code> codes = new ArrayList<>();
        Stream.of(BreastFeature.values()).map(BreastFeature::concept).forEach(codes::add);
        Stream.of(BreastDescriptor.values()).map(BreastDescriptor::code).forEach(codes::add);
        Stream.of(AssessmentCategory.values()).map(AssessmentCategory::code).forEach(codes::add);
        codes.addAll(List.of(Codes.ASSESSMENT_CATEGORY, Codes.COMMENT));
        List<String> command = new ArrayList<>(List.of(PYTHON, "src/test/python/codes.py"));
        codes.stream()
                .filter(c -> !c.scheme().startsWith("99"))
                .forEach(c -> command.add(c.scheme() + ":" + c.value()));
        assertEquals(
                List.of("BI:MA.II.A.5.4A", "BI:MA.II.A.5.4B", "BI:MA.II.A.5.4C", "BI:MA.II.A.5.6"),
                run(command).lines().toList());
    }

    /** Returns the hash of all samples as our reader decodes them, a byte each. */
    private static String pixels(String name) {
        MessageDigest digest = Hash.sha256();
        try (FrameReader reader = FrameReader.open(DicomFile.read(file(name)))) {
            for (int i = 0; i < reader.format().frames(); i++) {
                digest.update(reader.frame(i).bytes());
            }
        }
        return Hash.hex(digest);
    }

    @Test
    void pixelMedFindsNoErrorInReports() throws Exception {
        inPixelMed(jars -> {
            Class<?> type = jars.loadClass("com.pixelmed.validate.DicomSRValidator");
            Object validator = type.getConstructor().newInstance();
            Method validate = type.getMethod("validate", String.class);
            for (String name : RESULTS.keySet()) {
                if (name.contains("_sr_")) {
                    String said = (String) validate.invoke(validator, file(name).toString());
                    assertTrue(said.contains("Found Root Template TID_1500"), name + ": " + said);
                    List<String> found = said.lines()
                            .filter(l -> l.startsWith("Error") || l.startsWith("Warning"))
                            .filter(l -> !l.endsWith("Content Item not in template")) // the words of the reader
                            .toList();
                    assertEquals(List.of(), found, name);
                }
            }
            DataSet broken = RESULTS.get("ULTRASOUND_sr_draft").toBuilder()
                    .sequence(Tag.CONTENT_SEQUENCE)
                    .build();
            DicomWriter.write(file("broken"), broken);
            String said = (String) validate.invoke(validator, file("broken").toString());
            assertTrue(said.lines().anyMatch(l -> l.startsWith("Error")), "the check can fail: " + said);
        });
    }

    /** Four rules of its are left out; docs/dicom-results.md says why. */
    @Test
    void pixelMedFindsNoOtherErrorInSegmentations() throws Exception {
        inPixelMed(jars -> {
            Class<?> type = jars.loadClass("com.pixelmed.validate.DicomInstanceValidator");
            Class<?> list = jars.loadClass("com.pixelmed.dicom.AttributeList");
            Object validator = type.getConstructor().newInstance();
            for (String name : RESULTS.keySet()) {
                if (name.contains("_seg_")) {
                    Object attributes = list.getConstructor().newInstance();
                    list.getMethod("read", String.class)
                            .invoke(attributes, file(name).toString());
                    String said = (String) type.getMethod("validate", list).invoke(validator, attributes);
                    assertTrue(said.contains("Found Segmentation IOD"), name + ": " + said);
                    boolean strict = name.endsWith("STRICT");
                    List<String> errors = said.lines()
                            .filter(l -> l.startsWith("Error"))
                            .filter(l -> !l.contains("Illegal character(s) 'üÄ' in value of PN VR"))
                            .filter(l -> !l.contains("GeneralSeriesModule/Laterality/: : Missing"))
                            .filter(l -> !strict || !l.contains("PatientOrientation: Incorrect value multiplicity"))
                            .filter(l -> !strict || !l.contains("DerivationImageMacro"))
                            .toList();
                    assertEquals(List.of(), errors, name);
                }
            }
        });
    }

    private interface Check {
        void run(ClassLoader jars) throws Exception;
    }

    /** Its style sheets need more operators than the JDK allows at once; no other test reads XML. */
    private static void inPixelMed(Check check) throws Exception {
        for (String limit : List.of("xpathExprGrpLimit", "xpathExprOpLimit", "xpathTotalOpLimit")) {
            System.setProperty("jdk.xml." + limit, "0");
        }
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader jars = new URLClassLoader(pixelMed(), ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(jars);
            check.run(jars);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static URL[] pixelMed() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String jar : List.of("pixelmed", "commons-codec", "vecmath", "hsqldb")) {
            Path path = Path.of("/usr/share/java", jar + ".jar");
            assertTrue(Files.exists(path), path + " is missing: install libpixelmed-java");
            urls.add(path.toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }
}
