package org.delineate.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.file.Json;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.delineate.sample.Preprocess;
import org.delineate.sample.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeepRangeTest {
    private static final int SIDE = 200;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"200, 255", "1000, 1023", "4080, 4095", "4096, 8191", "16383, 16383", "65535, 65535", "0, 65535"})
    void takesTheBitsThatHoldTheGreatestSampleOfAllPictures(int greatest, int white) {
        assertEquals(white, new DeepRange(new TreeMap<>(Map.of("a", greatest / 2, "b", greatest))).white());
    }

    @Test
    void readsTwelveBitsInSixteenAsTheSamePictureOfEightBits() {
        short[] deep = new short[SIDE * SIDE];
        byte[] flat = new byte[deep.length];
        for (int i = 0; i < deep.length; i++) {
            flat[i] = (byte) (i % 256);
            deep[i] = (short) Math.round(i % 256 * 4095 / 255f);
        }
        deep[7] = -1; // a dead pixel is not the range
        flat[7] = -1;
        pair("deep", Image.ofShorts(SIDE, SIDE, 1, deep));
        pair("flat", Image.ofBytes(SIDE, SIDE, 1, flat));
        Dataset data = Dataset.open(folder);
        DeepRange range = data.pictures().range(data.cases());
        assertEquals(Map.of("deep", 4095), range.peaks());
        assertEquals("1 picture of 16 bits has values up to 4095, so that 4095 is white", range.text());
        Preprocess preprocess = Preprocess.of(1, 32).withWhite(range.white());
        Sample one = preprocess.apply("deep", data.image(data.find("deep")));
        Sample two = preprocess.apply("flat", data.image(data.find("flat")));
        for (int i = 0; i < one.x().length; i++) {
            assertEquals(two.x()[i], one.x()[i], 0.005);
        }
    }

    @Test
    void namesWhatAModelReadsBadly() {
        DeepRange range = new DeepRange(new TreeMap<>(Map.of("dark", 4080, "full", 60_000)));
        assertEquals(List.of("full"), range.misfits(4095));
        assertEquals(List.of("dark"), range.misfits(65_535));
        assertTrue(DeepRange.misfit(60_000, 4095).startsWith("values above 4095"));
        assertEquals("", DeepRange.misfit(0, 4095));
    }

    @Test
    void modelsWithoutARangeReadTheWholeOne() {
        String old = Json.line(Preprocess.of(1, 32)).replace(",\"white\":65535", "");
        assertTrue(!old.contains("white"), old);
        assertEquals(Preprocess.of(1, 32), Json.parse(old, Preprocess.class, Path.of("x")));
    }

    private void pair(String name, Image image) {
        ImageFile.write(folder.resolve("images/" + name + ".png"), image);
        boolean[] lesion = new boolean[SIDE * SIDE];
        lesion[5] = true;
        MaskFile.write(folder.resolve("masks/" + name + ".png"), Mask.of(SIDE, SIDE, lesion));
    }
}
