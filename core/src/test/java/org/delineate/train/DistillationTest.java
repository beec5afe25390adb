package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.audit.SeenPictures;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.model.Model;
import org.delineate.nn.Output;
import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.delineate.sample.Batch;
import org.delineate.sample.Preprocess;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network that learns from trained models beside the masks. */
class DistillationTest {
    @TempDir
    static Path folder;

    private static Dataset dataset;
    private static Path first;
    private static Path second;

    @BeforeAll
    static void makeTeachers() {
        dataset = TinyRun.dataset(folder.resolve("data"));
        first = model(TinyRun.finished(TinyRun.learning(), dataset, folder.resolve("first")));
        second = model(TinyRun.finished(
                TinyRun.config("epochs", 1, "precision", "float32"), dataset, folder.resolve("second")));
    }

    private static Path model(Path run) {
        return new RunFolder(run).model();
    }

    private static TrainConfig config(Object... changes) {
        return TinyRun.learning(changes).sealed();
    }

    private static List<String> both() {
        return List.of(first.toString(), second.toString());
    }

    /** The same values as of the networks themselves, operation by operation, on images that they normalise alike. */
    @Test
    void teachersAnswerWithTheMeanOfTheirProbabilities() {
        TrainConfig config = config("teachers", both(), "precision", "float32");
        Preprocess usual = config.preprocess();
        Preprocess other = usual.withNormalisation(List.of(0.4f, 0.5f, 0.6f), List.of(0.5f, 0.25f, 0.125f));
        int area = 32 * 32;
        float[] x = new float[2 * 3 * area];
        float[] y = new float[x.length];
        Random random = new Random(5);
        for (int i = 0; i < x.length; i++) {
            float unit = random.nextFloat();
            int c = i / area % 3;
            x[i] = (unit - usual.mean().get(c)) / usual.std().get(c);
            y[i] = (unit - other.mean().get(c)) / other.std().get(c);
        }
        float[] expected = new float[2 * area];
        for (Path file : List.of(first, second)) {
            try (Model model = Model.load(file);
                    Scope scope = Scope.inference()) {
                model.network().train(false);
                float[] p = model.network()
                        .forward(Tensor.images(x, 2, 3, 32, 32))
                        .logits()
                        .sigmoid()
                        .toFloats();
                for (int i = 0; i < p.length; i++) {
                    expected[i] += p[i] / 2;
                }
            }
        }
        try (Teachers own = Teachers.of(config, usual);
                Teachers translating = Teachers.of(config, other)) {
            assertArrayEquals(expected, own.probabilities(batch(x)), 1e-5f);
            assertArrayEquals(expected, translating.probabilities(batch(y)), 1e-4f);
            float[] alone = Arrays.copyOf(x, 3 * area);
            assertArrayEquals(Arrays.copyOf(expected, area), own.probabilities(batch(alone)), 1e-5f);
        }
    }

    private static Batch batch(float... x) {
        int size = x.length / (3 * 32 * 32);
        return new Batch(size, 3, 32, 32, x, null, null, Collections.nCopies(size, "noise"));
    }

    /** Logits 0.5, -1, 2 against the probabilities 0.9, 0.2 and one that does not count, after the loss 0.25. */
    @Test
    void halfOfTheLossIsTheCrossEntropyAgainstTheTeachers() {
        double counted = crossEntropy(0.5, 0.9) + crossEntropy(-1, 0.2);
        try (Scope scope = Scope.inference()) {
            Output output = Output.of(List.of(Tensor.of(new float[] {0.5f, -1, 2}, 1, 1, 1, 3)));
            Tensor taught = Tensor.of(new float[] {0.9f, 0.2f, 0.4f}, 1, 1, 1, 3);
            Tensor ignored = Tensor.of(new float[] {0, 0, 1}, 1, 1, 1, 3);
            Tensor loss = Tensor.of(new float[] {0.25f}, 1).sum();
            assertEquals(
                    0.5 * (0.25 + counted / 3),
                    Teachers.join(loss, output, taught, ignored).item(),
                    1e-6);
            assertEquals(
                    0.5 * (0.25 + (counted + crossEntropy(2, 0.4)) / 3),
                    Teachers.join(loss, output, taught, null).item(),
                    1e-6);
        }
    }

    private static double crossEntropy(double logit, double p) {
        return p * Math.log1p(Math.exp(-logit)) + (1 - p) * Math.log1p(Math.exp(logit));
    }

    /** The teacher knows nothing and doubts everything; what separates the two runs is the teacher alone. */
    @Test
    void aNetworkBecomesMoreLikeItsTeacher() {
        Path doubting = folder.resolve("doubting.safetensors");
        try (Model model = Model.load(first);
                Network fresh = Zoo.UNEXT_S.create(3, 1)) {
            fresh.initialise(3);
            Model.save(doubting, model.manifest(), fresh.state());
        }
        Path with = TinyRun.finished(
                config("teachers", List.of(doubting.toString()), "seed", 2, "epochs", 16),
                dataset,
                folder.resolve("with"));
        Path without = TinyRun.finished(config("seed", 2, "epochs", 16), dataset, folder.resolve("without"));
        double near = distance(doubting, model(with));
        double far = distance(doubting, model(without));
        System.out.println("DistillationTest: mean distance from the teacher " + near + ", without it " + far);
        assertTrue(near < 0.8 * far, near + " against " + far);
    }

    /** Mean difference of the probabilities that two models give the pictures of the part val. */
    private static double distance(Path one, Path other) {
        TrainConfig teacher = config("teachers", List.of(one.toString()), "precision", "float32");
        TrainConfig student = config("teachers", List.of(other.toString()), "precision", "float32");
        double sum = 0;
        int count = 0;
        try (Teachers a = Teachers.of(teacher, teacher.preprocess());
                Teachers b = Teachers.of(student, student.preprocess())) {
            for (var c : TinyRun.split(dataset).cases(dataset, "val")) {
                Batch batch = Batch.of(List.of(teacher.preprocess().apply(c.name(), dataset.image(c))));
                float[] p = a.probabilities(batch);
                float[] q = b.probabilities(batch);
                for (int i = 0; i < p.length; i++) {
                    sum += Math.abs(p[i] - q[i]);
                    count++;
                }
            }
        }
        return sum / count;
    }

    @Test
    void aResumedRunEndsWithTheSameBits() {
        TrainConfig config = config("teachers", both());
        Path whole = TinyRun.finished(config, dataset, folder.resolve("whole"));
        Path run = folder.resolve("resumed");
        int resumes = 0;
        Trainer.End end = null;
        while (end != Trainer.End.FINISHED) {
            Trainer[] own = new Trainer[1];
            RecordingListener heard = new RecordingListener(progress -> {
                if (progress.step() % 7 == 0) {
                    own[0].stop();
                }
            });
            try (Trainer trainer = TinyRun.open(config, dataset, run, resumes > 0, heard)) {
                own[0] = trainer;
                end = trainer.run(Double.POSITIVE_INFINITY);
            }
            resumes++;
        }
        assertEquals(4, resumes);
        assertEquals(TinyRun.bits(whole), TinyRun.bits(run));
    }

    @Test
    void tellsWhoTheTeachersAre() {
        RecordingListener heard = new RecordingListener();
        TinyRun.open(config("teachers", both()), dataset, folder.resolve("told"), false, heard)
                .close();
        assertEquals(
                List.of(
                        "teacher  unext-s trained on discs, licence: none",
                        "teacher  sc-unext trained on discs, licence: none"),
                heard.notes);
    }

    /** They count as seen, since what the teachers know of them is passed on. */
    @Test
    void knowsThePicturesOfItsTeachersOnce() {
        byte[] bytes = new byte[2000];
        int one = 1; // bytes of a picture
        while (!isSeen(Arrays.copyOf(bytes, one))) {
            one++;
        }
        byte[] known = new byte[one];
        known[1] = 1;
        List<String> files = List.of("a", "b");
        for (String name : files) {
            try (Model model = Model.load(first)) {
                Model.save(
                        folder.resolve(name), model.manifest(), model.network().state(), SeenPictures.of(known));
            }
        }
        TrainConfig config = config(
                "teachers",
                files.stream().map(f -> folder.resolve(f).toString()).toList());
        try (Teachers teachers = Teachers.of(config, config.preprocess())) {
            assertEquals(1, teachers.and(null).count());
            assertEquals(1, teachers.and(SeenPictures.of(known)).count());
            assertEquals(2, teachers.and(SeenPictures.of(new byte[one])).count());
        }
        TrainConfig unknown = config("teachers", both());
        try (Teachers teachers = Teachers.of(unknown, unknown.preprocess())) {
            assertNull(teachers.and(null));
        }
    }

    private static boolean isSeen(byte[] bytes) {
        try {
            return SeenPictures.of(bytes).count() == 1;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Test
    void refusesATeacherOfAnotherInputOrAnotherFile() throws Exception {
        Path run = folder.resolve("refused");
        TrainConfig larger = config("teachers", List.of(first.toString()), "size", 64);
        assertEquals(
                "the teacher " + first
                        + " takes 32x32, 3 channels (RGB), fit STRETCH, white 65535, but the network that"
                        + " is to learn from it 64x64, 3 channels (RGB), fit STRETCH, white 65535: train with its size,"
                        + " channels and fit, or give a teacher that has these",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> TinyRun.open(larger, dataset, run, false, new RecordingListener()))
                        .getMessage());
        Path changed = Files.copy(first, folder.resolve("changed.safetensors"));
        TrainConfig before = config("teachers", List.of(changed.toString()));
        Files.copy(second, changed, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertTrue(assertThrows(
                        BadFileException.class,
                        () -> TinyRun.open(before, dataset, run, false, new RecordingListener()))
                .getMessage()
                .contains("the configuration names"));
        Path none = Files.writeString(folder.resolve("none.safetensors"), "no model");
        TrainConfig text = config("teachers", List.of(none.toString()));
        assertThrows(BadFileException.class, () -> TinyRun.open(text, dataset, run, false, new RecordingListener()));
        assertFalse(Files.exists(run), "nothing is left to delete");
    }

    @Test
    void takesFilesWithCommasBetweenAndKeepsTheirHashes() {
        PartialConfig part = PartialConfig.empty().with(Map.of("network", "unext-s", "teachers", "a.st, b.st"));
        List<HashedFile> files = List.of(new HashedFile("a.st", null), new HashedFile("b.st", null));
        assertEquals(files, part.complete().descent().teachers());
        assertEquals(
                List.of(),
                part.with(Map.of("teachers", "none")).complete().descent().teachers());
        TrainConfig known = config("teachers", both());
        String typed = first + "," + second;
        PartialConfig read = PartialConfig.of(Json.treeOf(known), Path.of("config.json"));
        assertEquals(known, read.with(Map.of("teachers", typed)).complete());
        assertEquals(
                known, PartialConfig.empty().with(Map.of("teachers", typed)).over(known));
        assertEquals("none", PartialConfig.defaults().get("teachers"));
        String refusal = assertThrows(
                        IllegalArgumentException.class,
                        () -> part.with(Map.of("teachers", "none,a")).complete())
                .getMessage();
        assertTrue(refusal.contains("\"none\" stands alone"), refusal);
    }
}
