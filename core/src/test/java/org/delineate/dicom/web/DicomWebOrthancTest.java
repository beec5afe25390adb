package org.delineate.dicom.web;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.delineate.dicom.DataSet;
import org.delineate.dicom.DicomFile;
import org.delineate.dicom.DicomWriter;
import org.delineate.dicom.Pictures;
import org.delineate.dicom.Tag;
import org.delineate.dicom.Uid;
import org.delineate.dicom.Vr;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against a real server. */
class DicomWebOrthancTest {
    @TempDir
    private static Path folder;

    private static Orthanc orthanc;

    @BeforeAll
    static void start() throws Exception {
        orthanc = Orthanc.start(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        if (orthanc != null) {
            orthanc.close();
        }
    }

    private static DicomWeb client() {
        return new DicomWeb(orthanc.url(), Credentials.basic(Orthanc.USER, Orthanc.PASSWORD));
    }

    /** An ultrasound picture of random bytes. */
    private static DataSet picture(String patient, String accession, String study, String series, int number) {
        byte[] pixels = new byte[300 * 200];
        new Random(number).nextBytes(pixels);
        return Pictures.grey(200, 300)
                .text(Tag.SPECIFIC_CHARACTER_SET, "ISO_IR 192")
                .text(Tag.SOP_CLASS_UID, Uid.ULTRASOUND)
                .text(Tag.SOP_INSTANCE_UID, Uid.random())
                .text(Tag.STUDY_INSTANCE_UID, study)
                .text(Tag.SERIES_INSTANCE_UID, series)
                .text(Tag.PATIENT_NAME, "Müller^Änne")
                .text(Tag.PATIENT_ID, patient)
                .text(Tag.ACCESSION_NUMBER, accession)
                .text(Tag.STUDY_DATE, "20240229")
                .text(Tag.MODALITY, "US")
                .integer(Tag.INSTANCE_NUMBER, number)
                .sequence(
                        Tag.ANATOMIC_REGION_SEQUENCE,
                        DataSet.builder()
                                .text(Tag.CODE_VALUE, "76752008")
                                .text(Tag.CODING_SCHEME_DESIGNATOR, "SCT")
                                .text(Tag.CODE_MEANING, "Breast")
                                .build())
                .bytes(Tag.PIXEL_DATA, Vr.OB, pixels)
                .build();
    }

    @Test
    void findsPullsAndSendsByteForByte() throws Exception {
        DicomWeb web = client();
        String study = Uid.random();
        String other = Uid.random();
        List<DataSet> sets = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            String series = Uid.of(new java.util.UUID(7, i / 3));
            sets.add(
                    i < 4
                            ? picture("P 17+Ä", "A-1", study, series, i)
                            : picture("P 18", "A-2", other, Uid.random(), i));
            files.add(folder.resolve("made-" + i + ".dcm"));
            DicomWriter.write(files.get(i), sets.get(i));
        }
        List<StoredFile> stored = web.send(files);
        assertEquals(files, stored.stream().map(StoredFile::file).toList());
        assertTrue(stored.stream().allMatch(s -> s.warning().isEmpty()), stored.toString());

        assertEquals(List.of(study), uids(web.studies(StudyQuery.patient("P 17+Ä"))));
        assertEquals(List.of(other), uids(web.studies(StudyQuery.accession("A-2"))));
        assertEquals(List.of(study), uids(web.studies(StudyQuery.study(study))));
        assertEquals(List.of(), web.studies(StudyQuery.patient("P 1")));
        assertEquals(2, web.series(study).size());
        assertEquals(4, web.instances(study).size());

        List<Path> pulled = web.pull(study, folder.resolve("pulled"), n -> {});
        assertEquals(4, pulled.size());
        for (int i = 0; i < 4; i++) {
            String uid = sets.get(i).requireText(Tag.SOP_INSTANCE_UID);
            Path copy = pulled.stream()
                    .filter(p -> p.endsWith(uid + ".dcm"))
                    .findFirst()
                    .orElseThrow();
            assertArrayEquals(Files.readAllBytes(files.get(i)), Files.readAllBytes(copy));
        }

        DataSet made = picture("P 17+Ä", "A-1", study, Uid.random(), 9);
        Path result = folder.resolve("result.dcm");
        DicomWriter.write(result, made);
        web.send(List.of(result));
        List<Path> again = web.pull(study, folder.resolve("again"), n -> {});
        assertEquals(5, again.size());
        Path back = again.stream()
                .filter(p -> p.endsWith(made.requireText(Tag.SOP_INSTANCE_UID) + ".dcm"))
                .findFirst()
                .orElseThrow();
        assertArrayEquals(Files.readAllBytes(result), Files.readAllBytes(back), "pixels and attributes");
        assertEquals(
                DicomFile.read(result).dataSet().toString(),
                DicomFile.read(back).dataSet().toString());
    }

    private static List<String> uids(List<DataSet> studies) {
        return studies.stream().map(s -> s.requireText(Tag.STUDY_INSTANCE_UID)).toList();
    }

    @Test
    void findsMoreThanOnePage() throws Exception {
        DicomWeb web = client();
        String study = Uid.random();
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < 230; i++) {
            files.add(folder.resolve("page-" + i + ".dcm"));
            DicomWriter.write(
                    files.get(i),
                    picture("P 20", "A-3", study, "2.25.20", i).toBuilder()
                            .integer(Tag.ROWS, 1)
                            .bytes(Tag.PIXEL_DATA, Vr.OB, new byte[300])
                            .build());
        }
        assertEquals(230, web.send(files).size());
        assertEquals(230, web.instances(study).size());
        assertEquals(230, web.pull(study, folder.resolve("page"), n -> {}).size());
    }

    @Test
    void namesWhatTheServerRefuses() throws Exception {
        DicomWebException unknown = assertThrows(
                DicomWebException.class, () -> client().pull(Uid.random(), folder.resolve("none"), n -> {}));
        assertEquals(404, unknown.status());
        for (Credentials wrong : List.of(Credentials.NONE, Credentials.basic(Orthanc.USER, "wrong"))) {
            DicomWebException e = assertThrows(
                    DicomWebException.class,
                    () -> new DicomWeb(orthanc.url(), wrong).studies(StudyQuery.patient("P 17+Ä")));
            assertEquals(401, e.status());
            assertFalse(e.getMessage().contains("P 17"), e.getMessage());
        }
        DicomWebException page = assertThrows(
                DicomWebException.class,
                () -> new DicomWeb(
                                orthanc.url().replace("/dicom-web", "/nothing"),
                                Credentials.basic(Orthanc.USER, Orthanc.PASSWORD))
                        .studies(StudyQuery.patient("P 17+Ä")));
        assertTrue(page.getMessage().contains("root of DICOMweb"), page.getMessage());
        String log = Files.readString(folder.resolve("orthanc.log"), StandardCharsets.UTF_8);
        assertFalse(log.contains(Orthanc.PASSWORD));
    }
}
