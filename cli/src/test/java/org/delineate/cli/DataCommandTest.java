package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class DataCommandTest {
    @TempDir
    private static Path data;

    @TempDir
    private Path folder;

    @BeforeAll
    static void write() throws IOException {
        Discs.write(data, 20, 4, 1);
        Files.copy(data.resolve("images/c00.png"), data.resolve("images/twin.png"));
        Files.copy(data.resolve("masks/c00.png"), data.resolve("masks/twin.png"));
    }

    @Test
    void inspectsForPeopleAndForMachines() {
        Cli text = Cli.run("data", "inspect", data);
        assertEquals(0, text.code(), text.err());
        assertTrue(text.out().contains("layout images-masks, 25 cases"), text.out());
        JsonNode audit = Cli.run("data", "inspect", data, "--json").json();
        assertEquals(25, audit.get("cases").asInt());
        assertEquals(4, audit.get("emptyMasks").size());
        assertEquals("c00", audit.get("exact").get(0).get(0).asText());
        assertEquals("twin", audit.get("exact").get(0).get(1).asText());
    }

    /** One pair of each kind: equal pixels, a mirrored copy with another mask, a mask that is smaller than its picture. */
    @Test
    void writesAPageOfWhatEyesHaveToDecide() throws Exception {
        Path odd = Discs.write(folder.resolve("odd <b>"), 12, 0, 4);
        for (String kind : List.of("images", "masks")) {
            Files.copy(odd.resolve(kind + "/c00.png"), odd.resolve(kind + "/twin.png"));
        }
        Image image = ImageFile.read(odd.resolve("images/c01.png"));
        byte[] mirrored = new byte[Discs.SIDE * Discs.SIDE];
        for (int i = 0; i < mirrored.length; i++) {
            mirrored[i] = (byte) image.sample(i / Discs.SIDE, Discs.SIDE - 1 - i % Discs.SIDE, 0);
        }
        ImageFile.write(odd.resolve("images/mirror.png"), Image.ofBytes(Discs.SIDE, Discs.SIDE, 1, mirrored));
        boolean[] corner = new boolean[Discs.SIDE * Discs.SIDE];
        corner[0] = true;
        MaskFile.write(odd.resolve("masks/mirror.png"), Mask.of(Discs.SIDE, Discs.SIDE, corner));
        boolean[] small = new boolean[20 * 30];
        small[5] = true;
        MaskFile.write(odd.resolve("masks/c05.png"), Mask.of(20, 30, small));
        Path page = folder.resolve("page.html");
        Cli answer = Cli.run("data", "inspect", odd, "--html", page);
        assertEquals(0, answer.code(), answer.err());
        assertTrue(
                answer.err()
                        .contains(
                                "page.html: 1 conflicts, 1 masks of another size, 1 other exact duplicates, 0 other near"
                                        + " duplicates"),
                answer.err());
        Document html =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(page.toFile());
        assertEquals(6, html.getElementsByTagName("img").getLength(), "two pictures a pair");
        String text = html.getDocumentElement().getTextContent();
        assertTrue(text.contains("odd <b>"), "escaped");
        assertTrue(text.contains("the second is mirrored left right; masks that overlap with a Dice of 0.00"), text);
        assertTrue(text.contains("30 × 20 px"), "the size of the mask");
        assertTrue(text.contains("equal pixels; Dice of the masks 1.000"), text);
        String source = Files.readString(page).replaceAll("base64,[^\"]*", "");
        assertFalse(source.contains("<script") || source.contains("src=\"http"), "self-contained");

        Cli none = Cli.run("data", "inspect", Discs.write(folder.resolve("plain"), 3, 0, 9), "--html", page, "--json");
        assertEquals(3, none.json().get("cases").asInt());
        assertTrue(Files.readString(page).contains("No duplicates, conflicts or masks of another size were found."));
    }

    @Test
    void splitsCasesWithLesionAndKeepsTwinsTogether() {
        Path out = folder.resolve("split.json");
        Cli answer = Cli.run("data", "split", data, "--ratio", "60/20/20", "--seed", 3, "--out", out);
        assertEquals(0, answer.code(), answer.err());
        assertTrue(answer.err().contains("4 of 25 cases have no lesion: they are left out"), answer.err());
        Split split = Split.read(out);
        assertEquals(
                21,
                split.parts().values().stream().mapToInt(java.util.List::size).sum());
        assertEquals(3, split.seed());
        assertEquals(Dataset.open(data).hash(), split.dataset());
        assertTrue(split.parts().values().stream().anyMatch(p -> p.contains("c00") && p.contains("twin")));
        assertTrue(answer.out().contains("60/20/20 by group, stratified by class, seed 3"), answer.out());
    }

    @Test
    void keepsCasesWithoutLesionWhenAsked() {
        Path out = folder.resolve("split.json");
        JsonNode split = Cli.run("data", "split", data, "--folds", 5, "--with-normals", "--out", out, "--json")
                .json();
        assertEquals(5, split.get("folds").size());
        int cases = 0;
        for (JsonNode fold : split.get("folds")) {
            cases += fold.size();
        }
        assertEquals(25, cases);
        assertEquals(
                split,
                Cli.run("data", "split", data, "--folds", 5, "--with-normals", "--out", out, "--json")
                        .json());
    }
}
