package org.delineate.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.dataset.audit.AuditCache;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Plans every file in experiments/: all networks with their options, losses, published lists and splits. */
class ExperimentFilesTest {
    private static final Path FOLDER = Path.of("..", "experiments");
    private static final int SIDE = 16;

    /** Pictures of noise under the names of BUSI. */
    @TempDir
    private static Path busi;

    @TempDir
    private static Path audits;

    @TempDir
    private Path work;

    static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(FOLDER)) {
            return all.filter(f -> f.toString().endsWith(".json")).sorted().toList();
        }
    }

    @BeforeAll
    static void write() {
        Map<String, Integer> counts = Map.of("benign", 437, "malignant", 210, "normal", 3);
        counts.forEach(
                (label, count) -> IntStream.rangeClosed(1, count).parallel().forEach(n -> picture(label, n)));
    }

    private static void picture(String label, int number) {
        Random random = new Random(1000L * label.length() + number);
        byte[] noise = new byte[SIDE * SIDE];
        random.nextBytes(noise);
        boolean[] lesion = new boolean[SIDE * SIDE];
        for (int i = 0; i < lesion.length && !label.equals("normal"); i++) {
            lesion[i] = i % SIDE > 4 && i / SIDE > 6;
        }
        Path picture = busi.resolve(label).resolve(label + " (" + number + ")");
        ImageFile.write(Path.of(picture + ".png"), Image.ofBytes(SIDE, SIDE, 1, noise));
        MaskFile.write(Path.of(picture + "_mask.png"), Mask.of(SIDE, SIDE, lesion));
    }

    @ParameterizedTest
    @MethodSource("files")
    void plansWithoutDataAndSaysWhereToGetThem(Path file) {
        Plan plan = Plan.of(file, Map.of(), 1);
        assertTrue(plan.possible().isEmpty());
        assertEquals(plan.experiment().data().keySet(), plan.missing().keySet());
        assertTrue(plan.runs().size() >= plan.experiment().rows().size());
        String text = PlanText.of(plan, null);
        plan.experiment().data().forEach((name, source) -> {
            if (!source.isJoined()) {
                assertTrue(text.contains(source.from()) && text.contains("--data " + name + "=DIR"), text);
            }
        });
        assertFalse(plan.experiment().source().differs().isEmpty(), "what differs from what was published?");
    }

    /** One file for each way in which BUSI is split. */
    static Collection<Path> filesOfBusi() throws IOException {
        Map<DataSource, Path> files = new LinkedHashMap<>();
        for (Path file : files()) {
            DataSource busi = Experiment.read(file).data().get("BUSI");
            if (busi != null) {
                files.putIfAbsent(busi, file);
            }
        }
        return files.values();
    }

    @ParameterizedTest
    @MethodSource("filesOfBusi")
    void splitsBusiAsItSays(Path file) {
        Plan plan = Plan.of(file, Map.of("BUSI", busi), 1);
        AuditCache cache = new AuditCache(audits, note -> {});
        OpenData data = new OpenData.Sets(plan, work, d -> cache.read(d, (done, total) -> {}), new RecordingWatch())
                .open("BUSI");
        DataSource source = plan.experiment().data().get("BUSI");
        assertEquals(source.split().count(), data.splits().size());
        for (Split split : data.splits()) {
            int cases = split.parts().values().stream().mapToInt(List::size).sum();
            assertEquals(source.cases().equals("all") ? 650 : 647, cases, split.sizes());
            assertTrue(split.parts().containsKey(Split.VAL), split.sizes());
        }
    }

    @Test
    void thePublishedListsAreThoseOfTheFile() {
        Dataset dataset = Dataset.open(busi);
        Plan plan = Plan.of(FOLDER.resolve("busi-benchmark.json"), Map.of("BUSI", busi), 1);
        SplitRule rule = plan.experiment().data().get("BUSI").split();
        for (int i = 0; i < 3; i++) {
            Split split = rule.make(i, dataset, dataset, List.of(), plan.folder());
            assertEquals("train 452, val 195", split.sizes());
        }
    }
}
