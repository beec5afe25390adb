package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.delineate.dataset.Dataset;
import org.delineate.file.Build;
import org.delineate.file.Json;
import org.delineate.model.Manifest;
import org.delineate.tracking.TrackedRun;
import org.delineate.tracking.Tracking;
import org.delineate.train.History;
import org.delineate.train.Progress;
import org.delineate.train.Recipe;
import org.delineate.train.RunFolder;
import org.delineate.train.TrainOption;
import org.delineate.train.Trainer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs recorded in an MLflow server that refuses what MLflow's documentation does not name. */
@Timeout(300)
class MlflowTest {
    @TempDir
    private static Path data;

    @TempDir
    private Path folder;

    private final MlflowServer server = new MlflowServer();

    @BeforeAll
    static void write() {
        Discs.write(data, 12, 0, 3);
    }

    @AfterEach
    void stop() {
        server.close();
        assertEquals(List.of(), server.refusals);
    }

    private Cli train(Path run, int epochs, Object... more) {
        Stream<Object> usual = Stream.of("--mlflow", server.url(), "--precision", "float32");
        return TinyTraining.of(
                data, run, epochs, Stream.concat(usual, Stream.of(more)).toArray());
    }

    private static Cli resume(Path run, Object... more) {
        Stream<Object> usual = Stream.of("train", "--data", data, "--out", run, "--resume");
        return Cli.run(Stream.concat(usual, Stream.of(more)).toArray());
    }

    /** Each epoch once, with every value of history.csv but those that were not measured. */
    private static void assertComplete(MlflowServer.Run run, Path folder, int epochs) {
        List<History.Epoch> history = History.read(new RunFolder(folder).history());
        assertEquals(epochs, history.size());
        for (String column : history.get(0).values().keySet()) {
            List<History.Epoch> measured = history.stream()
                    .filter(e -> Double.isFinite(e.values().get(column)))
                    .toList();
            List<MlflowServer.Metric> recorded = run.metric(column);
            assertEquals(
                    measured.stream().map(e -> (long) e.epoch()).toList(),
                    recorded.stream().map(MlflowServer.Metric::step).toList(),
                    column);
            assertEquals(
                    measured.stream().map(e -> e.values().get(column)).toList(),
                    recorded.stream().map(MlflowServer.Metric::value).toList(),
                    column);
        }
        assertEquals(
                epochs,
                run.metric("train_loss").stream()
                        .map(MlflowServer.Metric::timestamp)
                        .distinct()
                        .count());
        assertEquals("FINISHED", run.status());
        assertTrue(run.end > 1_700_000_000_000L, "end in milliseconds: " + run.end);
    }

    @Test
    void recordsARunAndGoesOnWithIt() {
        Path out = folder.resolve("first run");
        Cli trained = train(out, 3, "--validate-every", 2);
        MlflowServer.Run run = server.run("first run");
        assertTrue(
                trained.err().contains("mlflow   " + server.url() + "/#/experiments/1/runs/" + run.id), trained.err());
        assertEquals(Map.of(data.getFileName().toString(), "1"), server.experiments);
        assertComplete(run, out, 3);
        assertEquals(2, run.metric("val_dice").size(), "epochs 2 and 3 were validated");
        assertEquals(TrainOption.all().size(), run.params.size());
        assertEquals("unext-s", run.params.get("network"));
        assertEquals("0.002", run.params.get("learning-rate"));
        assertEquals("upright", run.params.get("augment"));
        assertEquals("stretch", run.params.get("fit"));
        assertEquals("none", run.params.get("init-from"));
        assertEquals("none", run.params.get("teachers"));
        assertEquals(Build.CURRENT.version(), run.tags.get("version"));
        assertEquals("float32", run.tags.get("precision"));
        assertEquals(Dataset.open(data).hash(), run.tags.get("data_hash"));
        assertTrue(run.tags.get("split_hash").matches("[0-9a-f]{64}"), run.tags.toString());
        assertTrue(run.tags.get("machine").contains("1 threads"), run.tags.toString());

        Cli prolonged = resume(out, "--epochs", 4);
        assertEquals(0, prolonged.code(), prolonged.err());
        assertComplete(server.run("first run"), out, 4);
        assertEquals("3", run.params.get("epochs"));
        assertEquals("4", run.tags.get("changed.epochs"));

        int requests = server.requests;
        Cli unrecorded = resume(out, "--epochs", 5, "--mlflow", "none");
        assertEquals(0, unrecorded.code(), unrecorded.err());
        assertEquals(requests, server.requests);
        assertEquals(0, resume(out).code());
        assertComplete(server.run("first run"), out, 5);

        run.deleted = true;
        Cli other = resume(out, "--mlflow-experiment", "lesions & more");
        assertEquals(0, other.code(), other.err());
        assertEquals(2, server.runs.size());
        List<MlflowServer.Run> all = List.copyOf(server.runs.values());
        assertEquals(server.experiments.get("lesions & more"), all.get(1).experiment);
        assertComplete(all.get(1), out, 5);
    }

    /** More metrics than a request may hold. */
    @Test
    void sendsALongHistory() throws Exception {
        RunFolder run = new RunFolder(Files.createDirectory(folder.resolve("long")));
        StringBuilder history =
                new StringBuilder("epoch,train_loss,val_dice,learning_rate,seconds,network_share,val_loss\n");
        IntStream.rangeClosed(1, 500).forEach(i -> history.append(i + "," + 1.0 / i + ",0.5,0.1,2,0.9,0.7\n"));
        Files.writeString(run.history(), history);
        Manifest.Provenance provenance = new Manifest.Provenance(
                new Manifest.Data("discs", "1", "2", null, null),
                1,
                Json.treeOf(Recipe.of("unet")),
                Map.of(),
                "3",
                "4",
                "5");
        Trainer.Listener listener = new Trainer.Listener() {
            @Override
            public void step(Progress progress, int batches, double loss) {}

            @Override
            public void epoch(History.Epoch epoch, Progress progress) {}

            @Override
            public void note(String text) {
                assertTrue(text.startsWith("mlflow   " + server.url()), text);
            }
        };
        try (TrackedRun tracked = new TrackedRun(new Tracking(server.url(), "long"), run, provenance, listener)) {
            tracked.begin(500);
            tracked.end(Trainer.End.EARLY_STOPPED);
        }
        assertComplete(server.run("long"), run.path(), 500);
    }

    @Test
    void tellsHowARunEnded() {
        Path stopped = folder.resolve("stopped");
        train(stopped, 2, "--max-minutes", "0.00001");
        assertEquals("KILLED", server.run("stopped").status());
        Cli rest = resume(stopped);
        assertEquals(0, rest.code(), rest.err());
        assertComplete(server.run("stopped"), stopped, 2);
        assertEquals(List.of("RUNNING", "KILLED", "RUNNING", "FINISHED"), server.run("stopped").states);

        Path failed = folder.resolve("failed");
        Object[] hot = {
            "--learning-rate", "1e30", "--warmup-epochs", 0, "--precision", "float32", "--mlflow", server.url()
        };
        Cli nan = Cli.run(TinyTraining.line(data, failed, 5, hot));
        assertEquals(1, nan.code(), nan.err());
        assertEquals("FAILED", server.run("failed").status());
    }

    @Test
    void endsBeforeTrainingWhereNothingCanBeRecorded() {
        MlflowServer gone = new MlflowServer();
        gone.close();
        Path out = folder.resolve("run");
        List<Object> line = List.of("train", "--data", data, "--out", out, "--network", "unext-s", "--size", 64);
        Map<String, String> wrong = Map.of(
                gone.url(),
                "no connection for experiments/get-by-name; is the address right, and does the server run?"
                        + " (--mlflow none does without it)",
                server.url() + "/other/",
                "status 404 to experiments/get-by-name; is this the address of an MLflow",
                "localhost:5000",
                "begins with https:// or http://",
                "http://me:s3cret@localhost:5000",
                "no password in it; set MLFLOW_TRACKING_USERNAME");
        wrong.forEach((url, text) -> {
            Cli answer = Cli.run(
                    Stream.concat(line.stream(), Stream.of("--mlflow", url)).toArray());
            assertTrue(answer.code() > 0 && answer.err().contains(text), answer.err());
            assertFalse(answer.err().contains("s3cret") || answer.err().contains("should not happen"), answer.err());
            assertFalse(Files.exists(out));
        });
        Cli lone = Cli.run(Stream.concat(line.stream(), Stream.of("--mlflow-experiment", "x"))
                .toArray());
        assertEquals(2, lone.code());
        assertEquals(Map.of(), server.experiments);
    }

    /** The server gets epoch 2 and breaks off before it says so; it comes back when four are done. */
    @Test
    void losesNothingWhereTheServerGoesAwayAndReturns() throws Exception {
        Path out = folder.resolve("away");
        server.answers = body -> {
            boolean isSecond = body.path("metrics").findValuesAsText("step").contains("2");
            if (isSecond) {
                server.answers = any -> true;
                new Thread(server::stop).start();
            }
            return !isSecond;
        };
        Thread returning = new Thread(() -> {
            await(out, 4);
            server.start();
        });
        returning.start();
        Cli trained = train(out, 10);
        returning.join();
        assertTrue(
                trained.err()
                        .contains("caution: the training goes on, and its epochs are sent later: MLflow server" + " "
                                + server.url() + ": no connection"),
                trained.err());
        assertTrue(trained.err().contains("the server answers again, and has all epochs"), trained.err());
        assertComplete(server.run("away"), out, 10);
    }

    @Test
    void sendsTheRestWithResume() {
        Path out = folder.resolve("rest");
        server.answers = body -> {
            if (body.has("metrics")) {
                server.stop();
            }
            return !body.has("metrics");
        };
        Cli trained = train(out, 3);
        assertTrue(trained.err().contains("how the run ended; --resume sends it: MLflow server"), trained.err());
        server.answers = body -> true;
        server.start();
        assertEquals("RUNNING", server.run("rest").status());
        Cli rest = resume(out);
        assertEquals(0, rest.code(), rest.err());
        assertTrue(rest.err().contains("nothing was left to train"), rest.err());
        assertComplete(server.run("rest"), out, 3);
    }

    /** The killed process had credentials, which others than the server never see. */
    @Test
    void goesOnAfterAKill() throws Exception {
        String pair = Base64.getEncoder().encodeToString("me:s3cret".getBytes(StandardCharsets.UTF_8));
        server.authorization = "Basic " + pair;
        Path out = folder.resolve("killed");
        Object[] line = TinyTraining.line(data, out, 8, "--precision", "float32", "--mlflow", server.url());
        Cli nobody = Cli.run(line);
        assertEquals(1, nobody.code());
        assertTrue(
                nobody.err().contains("status 401 to experiments/get-by-name; set MLFLOW_TRACKING_USERNAME"),
                nobody.err());
        Process process = start(line);
        while (server.runs.isEmpty()
                || server.run("killed").metric("train_loss").size() < 2) {
            assertTrue(process.isAlive(), Files.readString(folder.resolve("err")));
            Thread.sleep(5);
        }
        process.destroyForcibly().waitFor();
        assertEquals("RUNNING", server.run("killed").status());
        String said = Files.readString(folder.resolve("err")) + Files.readString(out.resolve("mlflow.json"));
        assertFalse(said.contains("s3cret") || said.contains(pair), said);
        server.authorization = "";
        Cli rest = resume(out);
        assertEquals(0, rest.code(), rest.err());
        assertComplete(server.run("killed"), out, 8);
    }

    private Process start(Object... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        Stream.of(arguments).map(String::valueOf).forEach(line::add);
        ProcessBuilder program = new ProcessBuilder(line);
        program.environment().putAll(Map.of("MLFLOW_TRACKING_USERNAME", "me", "MLFLOW_TRACKING_PASSWORD", "s3cret"));
        return program.redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    private static void await(Path run, int epochs) {
        try {
            while (History.read(new RunFolder(run).history()).size() < epochs) {
                Thread.sleep(5);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void recordsTheRunsOfAnExperimentOnce() throws Exception {
        Path file = Files.writeString(folder.resolve("two.json"), """
                {"title": "Two", "source": {"paper": "none"},
                 "data": {"discs": {"layout": "l", "from": "f", "licence": "c", "split": {"ratio": [0.5, 0.2, 0.3]}}},
                 "train": {"size": 32, "batch": 2, "epochs": 2, "threads": 1, "precision": "float32"},
                 "rows": [{"name": "A", "network": "unext-s"}, {"name": "B", "network": "malunet"}]}
                """);
        Path out = folder.resolve("out");
        Object[] line = {"experiment", file, "--data", "discs=" + data, "--out", out, "--audit-cache", folder};
        server.answers = body -> {
            boolean isB = body.path("run_name").asText().startsWith("b.");
            if (isB) {
                server.stop();
            }
            return !isB;
        };
        Cli first = Cli.run(
                Stream.concat(Stream.of(line), Stream.of("--mlflow", server.url(), "--mlflow-experiment", "two"))
                        .toArray());
        assertEquals(0, first.code(), first.err());
        assertTrue(first.err().contains("b.discs: caution: MLflow has not got epochs from 1 on"), first.err());
        server.answers = body -> true;
        server.start();
        server.runs.values().removeIf(r -> r.name.startsWith("b."));
        Cli rest = Cli.run(Stream.concat(Stream.of(line), Stream.of("--resume", "--jobs", 2))
                .toArray());
        assertEquals(0, rest.code(), rest.err());
        assertEquals(List.of("two"), List.copyOf(server.experiments.keySet()));
        assertComplete(server.run("a.discs"), out.resolve("runs/a.discs"), 2);
        assertComplete(server.run("b.discs"), out.resolve("runs/b.discs"), 2);
        int requests = server.requests;
        Cli again =
                Cli.run(Stream.concat(Stream.of(line), Stream.of("--resume")).toArray());
        assertEquals(0, again.code(), again.err());
        assertEquals(requests + 1, server.requests, "it asked for the experiment, and sent nothing");
    }
}
