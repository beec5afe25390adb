package org.delineate.serve.learning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.audit.Audit;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.serve.reading.Reports;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorrectedCasesTest {
    private static final String PATIENT = "Müller^Änne 4711";

    @TempDir
    private Path folder;

    private static Image picture(int number) {
        byte[] samples = new byte[40 * 30];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = (byte) (i * (number + 3) % 251);
        }
        return Image.ofBytes(30, 40, 1, samples);
    }

    private static CorrectedCase one(String file, int frame, int frames, String patient, boolean lesion) {
        int number = file.hashCode() % 50 + frame;
        Mask mask = lesion ? Reports.discs(40, 30, 6, new int[] {15, 12}) : Mask.of(30, 40, new boolean[1200]);
        return new CorrectedCase(Hash.of(file), frame, frames, patient, picture(number), mask, "");
    }

    /** Two pictures and two frames of one patient, a loop without a patient, and one without a lesion. */
    private static final List<CorrectedCase> CASES = List.of(
            one("a", 1, 1, PATIENT, true),
            one("b", 1, 1, PATIENT, true),
            one("c", 3, 9, PATIENT, true),
            one("c", 7, 9, PATIENT, true),
            one("d", 1, 4, "", true),
            one("d", 2, 4, "", true),
            one("e", 1, 1, "other", false));

    private static CorrectedCases fill(CorrectedCases into) {
        CASES.forEach(c -> assertTrue(into.add(c)));
        assertFalse(into.add(CASES.get(2)), "twice");
        into.finish();
        return into;
    }

    /** Without a question: layout, groups, masks, and the pixels as they were. */
    @Test
    void isADataSetThatIsReadWithoutQuestions() {
        CorrectedCases written = fill(CorrectedCases.folder(folder));
        assertEquals(7, written.count());
        assertEquals(3, written.groups());
        Dataset data = Dataset.open(folder);
        assertEquals("manifest", data.layout());
        assertEquals(7, data.cases().size());
        for (CorrectedCase c : CASES) {
            Case read = data.find(c.name());
            assertEquals(c.image().pixelHash(), data.image(read).pixelHash());
            assertEquals(c.mask(), data.mask(read));
        }
        List<String> groups = data.cases().stream().map(Case::group).toList();
        assertEquals(4, groups.stream().filter("p0001"::equals).count(), groups.toString());
        assertEquals(2, groups.stream().filter("p0002"::equals).count());
        Audit audit = Audit.of(data, (done, total) -> {});
        assertEquals(1, audit.masks().emptyMasks().size());
        assertTrue(audit.files().unreadable().isEmpty());
    }

    /** Equal cases give equal bytes; hashes fit; the zip holds what a folder does. */
    @Test
    void isStreamedIntoAZipWithHashes() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        fill(CorrectedCases.zip(out));
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        fill(CorrectedCases.zip(again));
        assertArrayEquals(out.toByteArray(), again.toByteArray());
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.write(file, zip.readAllBytes());
            }
        }
        JsonNode document = Json.tree(folder.resolve("data.json"));
        assertEquals(
                Hash.of(folder.resolve("manifest.csv")),
                document.get("manifest").asText());
        assertEquals(7, document.get("cases").size());
        for (JsonNode one : document.get("cases")) {
            Path image = folder.resolve("images/" + one.get("name").asText() + ".png");
            assertEquals(Hash.of(image), one.get("image").asText());
            Path mask = folder.resolve("masks/" + one.get("name").asText() + ".png");
            assertEquals(one.has("mask"), Files.exists(mask));
        }
        assertEquals(7, Dataset.open(folder).cases().size());
    }

    @Test
    void namesNoPatient() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        fill(CorrectedCases.zip(out));
        StringBuilder all = new StringBuilder();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                all.append(entry.getName()).append(new String(zip.readAllBytes(), StandardCharsets.ISO_8859_1));
            }
        }
        for (String name : List.of("ller", "nne", "4711", Hash.of(PATIENT), "other")) {
            assertFalse(all.toString().contains(name), name);
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        Mask small = Mask.of(1, 1, new boolean[1]);
        String hash = Hash.of("a");
        assertThrows(IllegalArgumentException.class, () -> new CorrectedCase(hash, 1, 1, "", picture(1), small, ""));
        Mask mask = CASES.get(0).mask();
        assertThrows(IllegalArgumentException.class, () -> new CorrectedCase(hash, 2, 1, "", picture(1), mask, ""));
        assertThrows(IllegalArgumentException.class, () -> new CorrectedCase("../a", 1, 1, "", picture(1), mask, ""));
    }

    /** Refused before anything runs, with what to do. */
    @Test
    void tooFewPatientsAreNotLearntFrom() {
        fill(CorrectedCases.folder(folder.resolve("data")));
        FineTuning.Settings settings = new FineTuning.Settings(Path.of("model.safetensors"), "tuned", 2, 1, 1);
        String message = assertThrows(IllegalArgumentException.class, () -> FineTuning.create(folder, settings))
                .getMessage();
        assertTrue(message.contains("at least 6 patients") && message.contains("there are 2"), message);
        for (String name : List.of("", "../x", "a/b", ".hidden", "x".repeat(65))) {
            assertThrows(
                    IllegalArgumentException.class, () -> new FineTuning.Settings(Path.of("m"), name, 2, 1, 1), name);
        }
    }
}
