package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.file.Hash;
import org.delineate.model.Model;
import org.delineate.serve.learning.CorrectedCase;
import org.delineate.serve.learning.CorrectedCases;
import org.delineate.serve.learning.FineTuning;
import org.delineate.serve.learning.FineTuning.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tunes a model on corrected cases in processes of this program, stops it, and goes on as a new server does. */
class FineTuningTest {
    @TempDir
    private Path folder;

    /** Quick to start: what is compiled well does not pay in seconds. */
    private static List<String> launcher() {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(List.of("-XX:TieredStopAtLevel=1", "-Ddelineate.terminal=false"));
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        return line;
    }

    /** As readers corrected them: two pictures of each of eight patients. */
    private void corrected(Path job) {
        Dataset data = Dataset.open(Discs.write(folder.resolve("corrected"), 16, 0, 5));
        CorrectedCases cases = CorrectedCases.folder(job.resolve("data"));
        for (int i = 0; i < 16; i++) {
            Case c = data.cases().get(i);
            cases.add(new CorrectedCase(Hash.of(c.image()), 1, 1, "patient " + i / 2, data.image(c), data.mask(c), ""));
        }
        cases.finish();
    }

    @Test
    @Timeout(120)
    void tunesStopsGoesOnAndCompares() throws Exception {
        Path model = TinyTraining.model(Discs.write(folder.resolve("clinic"), 12, 0, 1), folder.resolve("run"), 1);
        Path job = folder.resolve("job");
        Path models = Files.createDirectories(folder.resolve("models"));
        corrected(job);
        FineTuning first = FineTuning.create(job, new FineTuning.Settings(model, "tuned", 400, 3, 1));
        assertEquals(State.WAITING, first.status().state());
        CompletableFuture<FineTuning.Status> running =
                CompletableFuture.supplyAsync(() -> first.run(launcher(), models));
        while (!running.isDone() && first.status().progress() == 0) {
            Thread.sleep(50);
        }
        assertTrue(
                first.status().text().matches("epoch \\d+ of 400, validation Dice 0\\.\\d+"),
                first.status().text());
        first.stop();
        assertEquals(State.STOPPED, running.get().state());
        assertEquals(List.of(), files(models), "nothing is put among the models before all is done");
        int before = epochs(job);
        assertTrue(before >= 1 && before < 400, before + " epochs");

        shorten(job, before + 1);
        FineTuning second = FineTuning.open(job);
        assertEquals(State.STOPPED, second.status().state());
        FineTuning.Status done = second.run(launcher(), models);
        assertEquals(State.DONE, done.state(), done.text());
        assertEquals(1, done.progress());
        assertEquals(List.of("tuned.safetensors"), files(models));
        Model tuned = Model.load(models.resolve("tuned.safetensors"));
        assertNotEquals(Model.load(model).hash(), tuned.hash());
        assertEquals(
                Hash.of(model),
                tuned.manifest().provenance().config().at("/initFrom/sha256").asText());

        patientsAreApart(job);
        int heldOut =
                Split.read(job.resolve("split.json")).parts().get(Split.TEST).size();
        assertEquals(heldOut, done.report().images());
        assertEquals(
                done.report().after() - done.report().before(),
                done.report().difference().mean(),
                1e-9);
        assertEquals(done.report(), FineTuning.open(job).status().report());
        assertFalse(Files.readString(job.resolve("log.txt")).contains("patient 3"));
    }

    private static int epochs(Path job) throws IOException {
        try (Stream<String> lines = Files.lines(job.resolve("run/history.csv"))) {
            return (int) lines.count() - 1;
        }
    }

    /** A test does not wait for 400 epochs: what a user does with {@code train --resume --epochs}. */
    private static void shorten(Path job, int epochs) throws IOException {
        for (Path file : List.of(job.resolve("job.json"), job.resolve("run/config.json"))) {
            Files.writeString(file, Files.readString(file).replaceAll("\"epochs\" ?: ?400", "\"epochs\" : " + epochs));
        }
    }

    private static void patientsAreApart(Path job) {
        Dataset data = Dataset.open(job.resolve("data"));
        Split split = Split.read(job.resolve("split.json"));
        for (String part : List.of(Split.VAL, Split.TEST)) {
            for (Case held : split.cases(data, part)) {
                assertTrue(split.cases(data, Split.TRAIN).stream()
                        .noneMatch(c -> c.group().equals(held.group())));
            }
        }
    }

    private static List<String> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(f -> f.getFileName().toString()).toList();
        }
    }
}
