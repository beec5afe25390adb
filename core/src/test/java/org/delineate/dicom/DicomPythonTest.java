package org.delineate.dicom;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.delineate.file.BadFileException;
import org.delineate.file.Hash;
import org.delineate.file.Json;
import org.delineate.nn.Python;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Profile "python": files are decoded by pydicom with GDCM, and made and decoded by dcmtk, on this machine.
 * -Ddelineate.dicom=FOLDER reads all files of the folders in it; -Ddelineate.pages=write writes
 * the tables of docs/results/dicom.md to target/.
 */
class DicomPythonTest {
    private static final Path PAGE = Path.of("target/dicom-tables.md");
    private static final int LOSSY = 2;
    private static final Map<String, List<String>> RESULTS = new TreeMap<>();

    @TempDir
    Path folder;

    @AfterAll
    static void write() throws IOException {
        if ("write".equals(System.getProperty("delineate.pages"))) {
            StringBuilder page = new StringBuilder();
            RESULTS.values()
                    .forEach(lines -> page.append(String.join("\n", lines)).append("\n\n"));
            Files.writeString(PAGE, page.toString().stripTrailing() + "\n");
        }
    }

    /** What the files of a table have in common, and how they were read. */
    private static final class Counts {
        int files;
        int equal;
        int near;
        int refused;
    }

    @Test
    void readsFilesOfOtherProjectsAsPydicomAndGdcm() throws Exception {
        Path root = Path.of(System.getProperty("delineate.dicom", "src/test/resources/dicom/files"));
        Map<String, Counts> counts = new TreeMap<>();
        List<String> refused = new ArrayList<>();
        try (Stream<Path> projects = Files.list(root)) {
            for (Path project : projects.filter(Files::isDirectory).sorted().toList()) {
                Path made = Files.createDirectory(folder.resolve(project.getFileName()));
                Python.runWith("pydicom", "dicom.py", project, made);
                Map<String, JsonNode> rows = rows(project);
                try (Stream<Path> files = Files.list(project)) {
                    for (Path file : files.filter(f -> f.toString().endsWith(".dcm"))
                            .sorted()
                            .toList()) {
                        compare(file, made, rows, counts, refused);
                    }
                }
            }
        }
        List<String> table = RESULTS.computeIfAbsent("1", k -> new ArrayList<>());
        table.add("| transfer syntax, photometric interpretation | files | equal | within 2 units | refused by name |");
        table.add("|---|---:|---:|---:|---:|");
        counts.forEach((kind, n) ->
                table.add("| " + kind + " | " + n.files + " | " + n.equal + " | " + n.near + " | " + n.refused + " |"));
        table.add("");
        table.addAll(refused);
        assertTrue(counts.values().stream().mapToInt(n -> n.equal).sum() > 15, "nearly nothing was compared");
    }

    private static Map<String, JsonNode> rows(Path project) {
        Map<String, JsonNode> rows = new HashMap<>();
        if (Files.exists(project.resolve("expected.json"))) {
            Json.tree(project.resolve("expected.json"))
                    .forEach(row -> rows.put(row.get("file").asText(), row));
        }
        return rows;
    }

    private static void compare(
            Path file, Path made, Map<String, JsonNode> rows, Map<String, Counts> counts, List<String> refused)
            throws IOException {
        String name = file.getFileName().toString();
        Path stored = made.resolve(reference(name) + ".stored");
        Path shown = made.resolve(reference(name) + ".shown");
        try {
            DicomFile read = DicomFile.read(file);
            try (FrameReader frames = FrameReader.open(read)) {
                Counts n = counts.computeIfAbsent(kind(read), k -> new Counts());
                n.files++;
                if (!Files.exists(stored)) {
                    refused.add("- `" + name + "`: read here, not by pydicom and GDCM");
                    return;
                }
                byte[] samples = all(frames);
                int far = farthest(frames.format(), samples, Files.readAllBytes(stored), name);
                assertTrue(far == 0 || read.syntax().orElseThrow().isLossy() && far <= LOSSY, name + ": " + far);
                n.equal += far == 0 ? 1 : 0;
                n.near += far == 0 ? 0 : 1;
                if (far == 0 && rows.containsKey(name) && name.equals(reference(name) + ".dcm")) {
                    assertEquals(rows.get(name).get("sha256").asText(), Hash.of(samples), name);
                }
                compareShown(frames, shown, far, name);
            }
        } catch (BadFileException e) {
            refused.add("- `" + name + "`: " + e.rule());
            String kind = kindOf(file);
            if (!kind.isEmpty()) {
                Counts n = counts.computeIfAbsent(kind, k -> new Counts());
                n.files++;
                n.refused++;
            }
            boolean known = e.rule().contains("JPEG 2000") || !Files.exists(stored);
            assertTrue(known, name + " is read by pydicom and GDCM: " + e.getMessage());
        }
    }

    /**
     * Returns the file whose samples a file has: its own. pydicom 2.3.1 does not turn round the words that samples of 8
     * bits lie in (PS3.5, 8.1), so the one such file is compared with its little-endian twin, as dcmtk reads it.
     */
    private static String reference(String name) {
        return name.replace("_odd_big_endian.dcm", "_odd").replace(".dcm", "");
    }

    private static String kindOf(Path file) {
        try {
            DicomFile read = DicomFile.read(file);
            return read.hasPixels()
                            && read.dataSet()
                                    .text(Tag.PHOTOMETRIC_INTERPRETATION)
                                    .isPresent()
                    ? kind(read)
                    : "";
        } catch (BadFileException e) {
            return "";
        }
    }

    private static String kind(DicomFile file) {
        return Uid.name(file.syntaxUid()) + ", "
                + file.dataSet().text(Tag.PHOTOMETRIC_INTERPRETATION).orElse("");
    }

    private static byte[] all(FrameReader frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < frames.format().frames(); i++) {
            all.writeBytes(frames.frame(i).bytes());
        }
        return all.toByteArray();
    }

    private static int farthest(PixelFormat format, byte[] one, byte[] other, String name) {
        assertEquals(other.length, one.length, name);
        int farthest = 0;
        for (int i = 0; i < one.length; i += format.width()) {
            long difference = format.width() == 1
                    ? (one[i] & 0xff) - (other[i] & 0xff)
                    : format.width() == 2
                            ? ByteOrders.unsigned16(one, i, false) - ByteOrders.unsigned16(other, i, false)
                            : ByteOrders.unsigned32(one, i, false) - ByteOrders.unsigned32(other, i, false);
            farthest = (int) Math.max(farthest, Math.abs(difference));
        }
        return farthest;
    }

    private static void compareShown(FrameReader frames, Path file, int far, String name) throws IOException {
        DoubleBuffer expected = ByteBuffer.wrap(Files.readAllBytes(file))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asDoubleBuffer();
        DisplayedFrame shown = frames.shown(0);
        boolean wide = shown.shorts() != null;
        double range = wide ? frames.frame(0).value(brightest(frames.frame(0))) : 255;
        // a unit of rounding, and what a lossy decoder's units become
        double tolerance = 1 + far * (wide ? 65_535 / Math.max(1, range) : 2);
        assertEquals(expected.capacity(), wide ? shown.shorts().length : shown.bytes().length, name);
        for (int i = 0; i < expected.capacity(); i++) {
            double value = wide ? shown.shorts()[i] & 0xffff : shown.bytes()[i] & 0xff;
            assertEquals(expected.get(i), value, tolerance, name + " as shown, sample " + i);
        }
    }

    private static int brightest(StoredFrame frame) {
        int brightest = 0;
        for (int i = 0; i < frame.length(); i++) {
            brightest = frame.value(i) > frame.value(brightest) ? i : brightest;
        }
        return brightest;
    }

    @Test
    void readsWhatDcmtkMakesPixelForPixel() throws Exception {
        Map<String, Map<String, Integer>> farthest = new LinkedHashMap<>();
        int pictures = 0;
        for (Path png : DcmtkFiles.pictures()) {
            Path place = Files.createDirectory(folder.resolve("picture" + pictures++));
            for (DcmtkFiles.Made made : DcmtkFiles.make(png, place)) {
                int far = difference(made);
                assertTrue(far <= made.tolerance(), png + " by " + made.command() + made.kind() + ": " + far);
                farthest.computeIfAbsent("`" + made.command() + "` | " + made.reference(), k -> new HashMap<>())
                        .merge(made.kind(), far, Math::max);
            }
        }
        List<String> table = RESULTS.computeIfAbsent("2", k -> new ArrayList<>());
        table.add("| made by | compared with | " + String.join(" | ", DcmtkFiles.KINDS) + " |");
        table.add("|---|---|---:|---:|---:|---:|");
        farthest.forEach((made, far) -> table.add("| " + made + " | "
                + String.join(
                        " | ",
                        DcmtkFiles.KINDS.stream()
                                .map(kind -> far.containsKey(kind) ? String.valueOf(far.get(kind)) : "-")
                                .toList())
                + " |"));
        assertTrue(pictures > 1);
    }

    private static int difference(DcmtkFiles.Made made) {
        try (FrameReader frames = FrameReader.open(DicomFile.read(made.file()))) {
            return farthest(frames.format(), all(frames), made.samples(), made.command());
        }
    }
}
