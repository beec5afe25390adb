package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.delineate.denoise.Denoiser;
import org.delineate.file.Hash;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures filtered, the network trained, and filters measured, through the command line. */
class DenoiseCommandTest {
    private static final Path PICTURE =
            Path.of("").toAbsolutePath().getParent().resolve("demo/busi-small/benign/benign (100).png");

    @TempDir
    private Path folder;

    @Test
    void everyFilterWritesAPictureOfTheSameKindAndLeavesTheOriginal() throws IOException {
        Path original = Files.copy(PICTURE, folder.resolve("a.png"));
        String before = Hash.of(original);
        Image image = ImageFile.read(original);
        for (Denoiser filter : Denoiser.values()) {
            Path out = folder.resolve(filter.id());
            Cli answer = Cli.run("denoise", original, "--filter", filter.id(), "--out", out, "--json");
            assertEquals(0, answer.code(), answer.err());
            assertEquals(filter.id(), answer.json().get("filter").asText());
            assertTrue(answer.err().contains(filter.title() + ", for "), answer.err());
            Path written = Path.of(answer.json().at("/pictures/0/written").asText());
            assertEquals(out.resolve("a_denoised.png"), written);
            Image filtered = ImageFile.read(written);
            assertEquals(image.height(), filtered.height());
            assertEquals(image.width(), filtered.width());
            assertEquals(image.channels(), filtered.channels());
            assertEquals(8, filtered.bits());
            assertNotEquals(image.pixelHash(), filtered.pixelHash(), filter.id() + " changes something");
        }
        assertEquals(before, Hash.of(original), "the original stays");
    }

    @Test
    void readsLoopsAndPicturesOfSixteenBits() throws IOException {
        Path in = Files.createDirectories(folder.resolve("in"));
        Image image = ImageFile.read(PICTURE).window(100, 100, 60, 70);
        UltrasoundFile.write(in.resolve("IM1"), UltrasoundFile.identified("1.6.1"), image, 2);
        short[] deep = new short[50 * 40];
        for (int i = 0; i < deep.length; i++) {
            deep[i] = (short) (1000 + 40 * (i * 7919 % 64));
        }
        ImageFile.write(in.resolve("deep.png"), Image.ofShorts(50, 40, 1, deep));
        Files.writeString(in.resolve("broken.png"), "no picture");
        Path out = folder.resolve("out");
        Cli answer = Cli.run("denoise", in, "--filter", "median", "--strength", 0.5, "--out", out);
        assertEquals(1, answer.code(), "one picture is broken");
        assertTrue(answer.err().contains("1 of 4 images could not be read"), answer.err());
        assertTrue(answer.err().contains("broken.png"), answer.err());
        Image filtered = ImageFile.read(out.resolve("deep_denoised.png"));
        assertEquals(16, filtered.bits());
        assertEquals(1, filtered.channels());
        int[] square = new int[9];
        for (int i = 0; i < 9; i++) {
            square[i] = deep[(20 + i / 3) * 40 + 20 + i % 3] & 0xffff;
        }
        Arrays.sort(square);
        assertEquals(square[4], filtered.sample(21, 21, 0), "the median of 3x3 samples, to the last bit");
        for (String frame : List.of("IM1-frame1_denoised.png", "IM1-frame2_denoised.png")) {
            assertEquals(60, ImageFile.read(out.resolve(frame)).height(), frame);
        }
        assertFalse(answer.out().contains("Doe"), answer.out());
    }

    @Test
    void refusesToWriteWhereTheOriginalsLie() throws IOException {
        Path original = Files.copy(PICTURE, folder.resolve("a.png"));
        Cli answer = Cli.run("denoise", original, "--filter", "median", "--out", folder);
        assertEquals(1, answer.code());
        assertTrue(answer.err().contains("choose another folder"), answer.err());
        assertEquals(1, folder.toFile().list().length);
    }

    @Test
    void trainsTheSameNetworkTwiceAndMeasures() throws IOException {
        Path data = Discs.write(folder.resolve("discs"), 6, 0, 5);
        Path train = Files.writeString(folder.resolve("train.txt"), "c00\nc01\nc02\n");
        Path val = Files.writeString(folder.resolve("val.txt"), "c03\n");
        Path test = Files.writeString(folder.resolve("test.txt"), "c04\n");
        String[] hashes = new String[2];
        for (int i = 0; i < 2; i++) {
            Path out = folder.resolve("denoiser" + i + ".safetensors");
            Cli answer = Cli.run(
                    "denoise",
                    "train",
                    "--data",
                    data,
                    "--train-list",
                    train,
                    "--val-list",
                    val,
                    "--steps",
                    1,
                    "--batch",
                    2,
                    "--threads",
                    1,
                    "--out",
                    out,
                    "--json");
            assertEquals(0, answer.code(), answer.err());
            assertTrue(answer.json().get("denoised").asDouble() > 0, answer.out());
            hashes[i] = Hash.of(out);
        }
        assertEquals(hashes[0], hashes[1], "the same seed makes the same file");

        Path out = folder.resolve("study");
        Cli answer =
                Cli.run("denoise", "measure", "--data", data, "--list", test, "--out", out, "--threads", 1, "--json");
        assertEquals(0, answer.code(), answer.err());
        JsonNode rows = answer.json().get("rows");
        assertEquals(
                6 * 6 + 7, rows.size(), "no filter, 4 classical and 1 learned for a noise; all where none is added");
        for (JsonNode row : rows) {
            boolean untouched = row.get("noise").asText().equals("none added")
                    && row.get("filter").isNull();
            assertEquals(untouched, row.get("psnr").isNull(), row.toString());
            assertEquals(untouched, row.get("ssim").asDouble() > 0.999999, row.toString());
        }
        String page = Files.readString(out.resolve("denoise.md"));
        assertTrue(page.contains("| 30 photons at white, receiver 0.02 | Non-local means | "), page);
        assertTrue(ImageFile.read(out.resolve("denoise.png")).width() > 1000);
        Cli again = Cli.run("denoise", "measure", "--data", data, "--list", test, "--out", out);
        assertEquals(1, again.code());
        assertTrue(again.err().contains("choose another --out"), again.err());
    }
}
