package org.delineate.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.delineate.train.History.Epoch;
import org.junit.jupiter.api.Test;

class ChartsTest {
    private static BufferedImage decode(byte[] png) throws IOException {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(png));
        assertEquals(2 * Charts.WIDTH, picture.getWidth());
        assertEquals(2 * Charts.HEIGHT, picture.getHeight());
        return picture;
    }

    /** Pixels of exactly this colour in the upper part, without the legend. */
    private static int area(BufferedImage picture, Color color) {
        int n = 0;
        for (int y = 0; y < picture.getHeight() * 3 / 4; y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                n += picture.getRGB(x, y) == color.getRGB() ? 1 : 0;
            }
        }
        return n;
    }

    private static Map<String, double[]> classes(int n) {
        Random random = new Random(7);
        Map<String, double[]> classes = new LinkedHashMap<>();
        for (int i = 0; i < n; i++) {
            classes.put("class " + i, random.doubles(3 + 5 * i).toArray());
        }
        return classes;
    }

    @Test
    void stacksOneHeightPerImage() throws IOException {
        Map<String, double[]> classes = new LinkedHashMap<>();
        classes.put("benign", new double[] {0.11, 0.12, 0.13, 0.14, 0.51, 0.52, 0.91, 0.92});
        classes.put("malignant", new double[] {0.12, 0.53, 0.93, 1.0});
        BufferedImage picture = decode(Distributions.histogram("Dice", 1, classes));
        double benign = area(picture, Charts.color(0));
        double malignant = area(picture, Charts.color(1));
        assertTrue(malignant > 1000);
        assertEquals(8 / 4.0, benign / malignant, 0.1);
    }

    @Test
    void countsValuesBeyondTheLastBinInIt() throws IOException {
        BufferedImage at = decode(Distributions.histogram("px", 10, Map.of("a", new double[] {9.9, 9.9})));
        BufferedImage beyond = decode(Distributions.histogram("px", 10, Map.of("a", new double[] {9.9, 70})));
        assertEquals(area(at, Charts.color(0)), area(beyond, Charts.color(0)));
    }

    @Test
    void drawsOneBoxPerClassHoweverMany() throws IOException {
        for (int n : new int[] {1, 2, 3, 4, 8}) {
            BufferedImage picture = decode(Distributions.boxes("Dice", classes(n)));
            for (int i = 0; i < Math.min(n, 6); i++) {
                assertTrue(area(picture, Charts.color(i)) > 100, "class " + i + " of " + n);
            }
            decode(Distributions.histogram("Dice", 1, classes(n)));
        }
    }

    @Test
    void drawsClassesWithNamesThatResembleParts() throws IOException {
        Map<String, double[]> classes = new LinkedHashMap<>();
        classes.put("a", new double[] {0.5});
        classes.put("a box", new double[] {0.5, 0.7});
        classes.put("a median", new double[] {0.4, 0.7, 0.9});
        assertTrue(area(decode(Distributions.boxes("Dice", classes)), Charts.color(2)) > 100);
    }

    /** Each dot lies between the sides of the box, whose colour stays that of the class where another has no value. */
    @Test
    void dotsLieOnTheirBoxAndAClassWithoutValueKeepsTheColoursOfTheOthers() throws IOException {
        Map<String, double[]> classes = new LinkedHashMap<>();
        classes.put("benign", new double[0]);
        classes.put("malignant", new double[] {0.2, 0.4, 0.5, 0.6, 0.8});
        BufferedImage picture = decode(Distributions.boxes("Dice", classes));
        assertEquals(0, area(picture, Charts.color(0)));
        int left = picture.getWidth();
        int right = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                if (picture.getRGB(x, y) == Charts.color(1).getRGB()) {
                    left = Math.min(left, x);
                    right = Math.max(right, x);
                }
            }
        }
        assertTrue(left < right);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                Color c = new Color(picture.getRGB(x, y));
                if (c.getRed() > c.getBlue() + 60) { // a shade of the class
                    assertTrue(x >= left - 3 && x <= right + 3, "a dot beside the box at " + x);
                }
            }
        }
        BufferedImage bars = decode(Distributions.histogram("Dice", 1, classes));
        assertEquals(0, area(bars, Charts.color(0)));
        assertTrue(area(bars, Charts.color(1)) > 1000);
    }

    @Test
    void drawsDiceAgainstSizeWithAllDots() throws IOException {
        Map<String, double[]> percent = new LinkedHashMap<>();
        percent.put("a", new double[] {0.02, 1, 50});
        percent.put("b", new double[] {100});
        Map<String, double[]> dice = new LinkedHashMap<>();
        dice.put("a", new double[] {0, 0.5, 1});
        dice.put("b", new double[] {0.7});
        decode(Distributions.againstSize(percent, dice));
        decode(Distributions.againstSize(Map.of("a", new double[0]), Map.of("a", new double[0])));
    }

    @Test
    void drawsCalibrationAndThresholdsAlsoOfNormalsAlone() throws IOException {
        Scores scores = Scores.of(Examples.four());
        assertTrue(area(decode(Curves.reliability(scores.reliability())), Charts.color(0)) > 100);
        assertTrue(area(decode(Curves.thresholds(scores, 0.5)), Charts.color(1)) > 20, "the model's own threshold");
        Scores normals = Scores.of(List.of(Examples.four().get(2)));
        decode(Curves.reliability(normals.reliability()));
        assertEquals(0, area(decode(Curves.thresholds(normals, 0.5)), Charts.color(0)));
    }

    @Test
    void drawsWithoutAnyValue() throws IOException {
        decode(Distributions.boxes("Dice", Map.of()));
        decode(Distributions.histogram("Dice", 1, Map.of()));
    }

    @Test
    void drawsCurvesOfOneEpochAndOfMany() throws IOException {
        List<Epoch> epochs = new ArrayList<>();
        for (int e = 1; e <= 300; e++) {
            boolean validated = e % 5 == 1;
            epochs.add(new Epoch(e, 1.0 / e, validated ? 1 - 1.0 / e : Double.NaN, 1e-3, 9, 0.98, 2.0 / e));
            if (e < 4 || e == 300) {
                assertTrue(area(decode(Curves.loss(epochs)), Charts.color(0)) > 10, e + " epochs");
                assertTrue(area(decode(Curves.loss(epochs)), Charts.color(1)) > 10, e + " epochs, validation");
                assertTrue(area(decode(Curves.dice(epochs)), Charts.color(1)) > 10, e + " epochs");
            }
        }
    }

    @Test
    void survivesATrainingThatDiverged() throws IOException {
        List<Epoch> epochs = List.of(
                new Epoch(1, Double.POSITIVE_INFINITY, Double.NaN, 1, 1, 1, Double.NaN),
                new Epoch(2, Double.NaN, Double.NaN, 1, 1, 1, Double.NaN));
        decode(Curves.loss(epochs));
        decode(Curves.dice(epochs));
    }
}
