package org.delineate.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.delineate.dataset.audit.Familiarity;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.delineate.metric.Confusion;
import org.delineate.model.Model;
import org.delineate.model.ShippedModel;
import org.delineate.nn.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the models that come with the program answer to four bundled pictures; -Ddelineate.pages=write stores it anew. */
class ShippedModelTest {
    private static final Path PICTURES = Path.of("../demo/busi-small");
    private static final Path ANSWERS = Path.of("src/test/resources/models");
    private static final List<String> NAMES = List.of(
            "benign/benign (100)", "benign/benign (109)", "malignant/malignant (1)", "malignant/malignant (107)");
    /** Processors and number formats round differently, which moves an outline by parts of a pixel. */
    private static final double LEAST_DICE = 0.985;

    @ParameterizedTest
    @EnumSource(ShippedModel.class)
    void answersAsStored(ShippedModel shipped) {
        for (Precision precision : List.of(Precision.best(), Precision.FLOAT32)) {
            try (Model model = shipped.load();
                    Segmenter segmenter = Segmenter.of(model, precision)) {
                for (String name : NAMES) {
                    Mask mask = segmenter
                            .segment(ImageFile.read(PICTURES.resolve(name + ".png")))
                            .mask();
                    Path stored = ANSWERS.resolve(shipped.id()).resolve(name.replaceFirst(".*/", "") + ".png");
                    if ("write".equals(System.getProperty("delineate.pages"))) {
                        MaskFile.write(stored, mask);
                    }
                    assertTrue(mask.areaPx() > 0, name);
                    double dice = Confusion.of(mask, MaskFile.read(stored)).dice();
                    assertTrue(dice >= LEAST_DICE, () -> shipped.id() + ", " + name + ", " + precision + ": " + dice);
                }
            }
        }
    }

    /** Bundled pictures, which are small and grey versions of its training pictures, are of its kind; noise is none. */
    @ParameterizedTest
    @EnumSource(ShippedModel.class)
    void tellsPicturesOfAnotherKind(ShippedModel shipped) {
        Familiarity known =
                Model.readManifest(shipped.path()).provenance().data().familiarity();
        for (String name : NAMES) {
            double strangeness = known.strangeness(ImageFile.read(PICTURES.resolve(name + ".png")));
            assertTrue(strangeness < 1, name + ": " + strangeness);
        }
        byte[] noise = new byte[240 * 320];
        new Random(1).nextBytes(noise);
        try (Model model = shipped.load();
                Segmenter segmenter = Segmenter.of(model, Precision.FLOAT32)) {
            Image image = Image.ofBytes(240, 320, 1, noise);
            double strangeness = segmenter.familiarity().strangeness(image);
            assertTrue(strangeness > 1, "noise: " + strangeness);
            assertEquals(
                    Doubt.UNFAMILIAR,
                    Doubt.of(segmenter.segment(image), strangeness).orElseThrow());
        }
    }

    /** A card, a licence, and a size that a repository bears. */
    @ParameterizedTest
    @EnumSource(ShippedModel.class)
    void hasACardWithItsHash(ShippedModel shipped) throws IOException {
        try (Model model = shipped.load()) {
            String card = Files.readString(shipped.card());
            assertTrue(card.contains(model.hash()), "the card of " + shipped.id() + " names the hash " + model.hash());
            assertTrue(model.network().parameterCount() <= 4_000_000);
            assertTrue(Files.size(shipped.path()) < 16_000_000);
            assertTrue(!model.manifest().provenance().licence().isBlank());
        }
    }

    @Test
    void everyModelInTheFolderIsListed() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("../models"))) {
            Set<String> found = Set.copyOf(files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".safetensors"))
                    .map(f -> f.replace(".safetensors", ""))
                    .toList());
            assertEquals(
                    Set.copyOf(Stream.of(ShippedModel.values())
                            .map(ShippedModel::id)
                            .toList()),
                    found);
        }
    }
}
