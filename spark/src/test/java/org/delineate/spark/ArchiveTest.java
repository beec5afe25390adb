package org.delineate.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.delineate.cli.ArchiveCommand;
import org.delineate.cli.console.CommandLines;
import org.delineate.file.FolderLock;
import org.delineate.image.ImageFile;
import org.delineate.image.MaskFile;
import org.delineate.infer.Prediction;
import org.delineate.infer.Segmenter;
import org.delineate.measure.Scale;
import org.delineate.model.Model;
import org.delineate.model.ShippedModel;
import org.delineate.model.TestTimeAugmentation;
import org.delineate.nn.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Archives on this machine, with Spark inside the process. */
class ArchiveTest {
    private static final int FILES = 24;
    private static final int HOSTILE = 8;

    @TempDir
    private Path folder;

    private String said;

    private int archive(String... more) {
        List<String> words = new ArrayList<>(List.of(
                "--engine",
                "libtorch",
                "--precision",
                "float32",
                "--threads",
                "2",
                "--spacing",
                "0.1",
                "--commit",
                "10",
                "--tta",
                "none"));
        words.addAll(List.of(more));
        StringWriter text = new StringWriter();
        CommandLine line = CommandLines.of(new ArchiveCommand())
                .setOut(new PrintWriter(text))
                .setErr(new PrintWriter(text));
        int code = line.execute(words.toArray(String[]::new));
        said = text.toString();
        return code;
    }

    private List<String> batches(Path out) throws IOException {
        try (Stream<Path> all = Files.list(out.resolve("results"))) {
            return all.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void hasARowForEachFileAndDoesNothingTwice() throws IOException {
        Path pictures = folder.resolve("pictures");
        ArchiveOfCopies.write(pictures, FILES, HOSTILE, ArchiveOfCopies.pictures(Path.of("../demo/busi-small")));
        Files.writeString(pictures.resolve("notes.txt"), "no picture");
        Files.copy(pictures.resolve("part-000/image-000000.png"), pictures.resolve("image_mask.png"));
        Path out = folder.resolve("out");
        assertEquals(0, archive(pictures.toString(), "--out", out.toString(), "--masks"), () -> said);
        assertTrue(said.contains("passed over: 1 mask or overlay by its name, 1 file"), said);
        assertTrue(said.contains("8 could not be read"), said);
        TreeMap<String, Row> rows = Rows.byPicture(out);
        assertEquals(FILES, rows.size());
        try (Model model = ShippedModel.DEFAULT.load();
                Segmenter segmenter = Segmenter.of(
                        model.with(model.manifest()
                                .withMasks(model.manifest().masks().withTta(TestTimeAugmentation.NONE))),
                        Precision.FLOAT32)) {
            rows.values().forEach(row -> requireAsAlone(row, segmenter, out));
        }
        assertEquals(
                HOSTILE,
                rows.values().stream().filter(r -> r.getAs("error") != null).count());
        List<String> first = batches(out);
        assertEquals(3, first.size(), "24 files, 10 by 10: " + first);

        assertEquals(0, archive(pictures.toString(), "--out", out.toString(), "--masks"), () -> said);
        assertTrue(said.contains("24 have their results, 0 to do"), said);
        assertTrue(said.contains("nothing was to do"), said);
        assertEquals(first, batches(out));

        try (FolderLock held = FolderLock.take(out, said -> {})) {
            assertNotEquals(0, archive(pictures.toString(), "--out", out.toString()));
            assertTrue(said.contains("is writing into " + out + ": wait for its end"), said);
        }
        resumes(pictures, out, rows, first);
    }

    /** What a killed start leaves: some batches whole, of another some files, and drafts. */
    private void resumes(Path pictures, Path out, TreeMap<String, Row> rows, List<String> batches) throws IOException {
        Path lost = out.resolve("results").resolve(batches.get(1));
        try (Stream<Path> all = Files.list(lost)) {
            for (Path file : all.toList()) {
                Files.delete(file);
            }
        }
        Files.createDirectories(lost.resolve("_temporary/0/task_1"));
        Files.writeString(lost.resolve("_temporary/0/task_1/part-00000.snappy.parquet"), "half");
        Path moved = Files.move(pictures.resolve("part-000/image-000000.png"), pictures.resolve("moved.png"));
        assertEquals(0, archive(pictures.toString(), "--out", out.toString(), "--masks"), () -> said);
        assertTrue(said.contains("13 have their results, 11 to do"), said);
        TreeMap<String, Row> again = Rows.byPicture(out);
        Row copied = again.remove(moved + ", frame 1");
        assertNotNull(copied, "a file that was moved has its results");
        assertEquals(Rows.hash(rows), Rows.hash(again), "as if nothing had happened");
        Row original = rows.get(pictures.resolve("part-000/image-000000.png") + ", frame 1");
        assertEquals(Rows.mask(original), Rows.mask(copied));
        assertEquals(original.<Object>getAs("lesions"), copied.<Object>getAs("lesions"));
    }

    /** Another file system than this machine's own, for input and output; and DICOM files. */
    @Test
    void readsAndWritesAnyFileSystem() throws IOException {
        Path pictures = Files.createDirectories(folder.resolve("there"));
        Path source = ArchiveOfCopies.pictures(Path.of("../demo/busi-small")).get(0);
        Files.copy(source, pictures.resolve("one.png"));
        CineLoop.write(pictures.resolve("1.2.3"), ImageFile.read(source), 2);
        Files.writeString(pictures.resolve("README"), "no DICOM file");
        Files.writeString(pictures.resolve("broken.png"), "no PNG");
        System.setProperty("spark.hadoop.fs.elsewhere.impl", ElsewhereFileSystem.class.getName());
        try {
            Path out = folder.resolve("out");
            String there = "elsewhere://" + pictures;
            assertEquals(0, archive(there, "--out", "elsewhere://" + out, "--masks", "--dicom"), () -> said);
            TreeMap<String, Row> rows = Rows.byPicture(out);
            String prefix = "elsewhere:" + pictures + "/";
            assertEquals(
                    List.of(
                            "1.2.3, frame 1",
                            "1.2.3, frame 2",
                            "README, frame 1",
                            "broken.png, frame 1",
                            "one.png, frame 1"),
                    rows.keySet().stream().map(k -> k.replace(prefix, "")).toList());
            String error = rows.get(prefix + "broken.png, frame 1").getAs("error");
            assertTrue(error.startsWith(prefix + "broken.png: the first bytes"), error);
            error = rows.get(prefix + "README, frame 1").getAs("error");
            assertTrue(error.contains("nor a DICOM file"), error);
            for (String name : List.of(
                    "masks/one.png_mask.png",
                    "masks/1.2.3-frame2_mask.png",
                    "dicom/1.2.3_seg.dcm",
                    "dicom/1.2.3_report.dcm",
                    "dicom/1.2.3_capture.dcm",
                    "archive.json")) {
                assertTrue(Files.size(out.resolve(name)) > 0, name);
            }
            assertEquals(0, archive(there, "--out", "elsewhere://" + out, "--sample", "9"), () -> said);
            String page = Files.readString(out.resolve("sample.html"));
            assertTrue(page.contains("one.png") && page.contains("broken.png"), page);
            assertEquals(3, page.split("<img").length, "two of four have a picture");
        } finally {
            System.clearProperty("spark.hadoop.fs.elsewhere.impl");
        }
    }

    private void requireAsAlone(Row row, Segmenter segmenter, Path out) {
        Path file = Path.of(row.<String>getAs("path"));
        String error = row.getAs("error");
        if (error != null) {
            assertTrue(error.startsWith(file.toString()) && error.contains("; "), error);
            assertNull(row.getAs("mask"));
            return;
        }
        Prediction alone = segmenter.segment(ImageFile.read(file));
        assertEquals(alone.mask(), Rows.mask(row), file.toString());
        assertEquals(alone.uncertainty(), row.<Double>getAs("uncertainty"));
        assertEquals(alone.mask().areaPx(), row.<Integer>getAs("area_px"));
        assertEquals(
                alone.lesions(Scale.UNKNOWN).size(),
                row.getList(row.fieldIndex("lesions")).size());
        String name = row.getAs("name");
        assertEquals(alone.mask(), MaskFile.read(out.resolve("masks").resolve(name + "_mask.png")));
    }
}
