package org.delineate.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A cluster of Spark on this machine: a master and workers of one core, each a process. */
final class Cluster implements AutoCloseable {
    private static final Path DISTRIBUTION = Path.of("target/distribution").toAbsolutePath();
    private static final Path JAR = Path.of("target/delineate-archive.jar").toAbsolutePath();

    private final Path folder;
    private final String address;
    private final Process master;
    private final List<Process> workers = new ArrayList<>();

    /** @param folder of the logs */
    Cluster(Path folder, int workers) throws IOException, InterruptedException {
        this.folder = Files.createDirectories(folder);
        fetch();
        int port = freePort();
        address = "spark://127.0.0.1:" + port;
        master = start(
                "master",
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                "" + port,
                "--webui-port",
                "0");
        await(() -> said("master").contains("I have been elected leader"));
        for (int i = 0; i < workers; i++) {
            startWorker();
        }
    }

    /** Copies the libraries of Spark in its own versions; other than Maven's these depend on nothing of ours. */
    private static void fetch() throws IOException, InterruptedException {
        Path jars = DISTRIBUTION.resolve("jars");
        if (Files.exists(jars)) {
            return;
        }
        Process maven = new ProcessBuilder(
                        "mvn",
                        "-q",
                        "-B",
                        "-f",
                        "src/test/cluster/pom.xml",
                        "-Dspark.version=" + System.getProperty("cluster.version"),
                        "dependency:copy-dependencies",
                        "-DoutputDirectory=" + jars)
                .inheritIO()
                .start();
        assertEquals(0, maven.waitFor(), "Spark's libraries were not fetched");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void startWorker() throws InterruptedException {
        String name = "worker" + workers.size();
        workers.add(start(
                name,
                "org.apache.spark.deploy.worker.Worker",
                "--host",
                "127.0.0.1",
                "--cores",
                "1",
                "--memory",
                "1500m",
                "--webui-port",
                "0",
                "--work-dir",
                folder.resolve(name + "-work").toString(),
                address));
        await(() -> said(name).contains("Successfully registered with master"));
    }

    private Process start(String name, String mainClass, String... words) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("java.options").toAbsolutePath(),
                "-Xmx512m",
                "-cp",
                DISTRIBUTION.resolve("jars") + "/*",
                mainClass));
        line.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().put("SPARK_HOME", DISTRIBUTION.toString());
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts {@code spark-submit} with our jar. @param words of the command {@code archive} */
    Process submit(String name, String... words) {
        List<String> line = new ArrayList<>(List.of(
                "--master",
                address,
                "--conf",
                "spark.executor.memory=800m",
                "--conf",
                "spark.ui.enabled=false",
                "--class",
                "org.delineate.cli.ArchiveCommand",
                JAR.toString()));
        line.addAll(List.of(words));
        return start(name, "org.apache.spark.deploy.SparkSubmit", line.toArray(String[]::new));
    }

    /** Kills a worker with its executor, as a machine that loses its power. */
    void kill(int worker) {
        Process process = workers.get(worker);
        List<ProcessHandle> executors = process.descendants().toList();
        assertFalse(executors.isEmpty(), "no executor runs on the worker that is to be killed");
        process.destroyForcibly();
        executors.forEach(ProcessHandle::destroyForcibly);
    }

    /** Returns what a process of this cluster has written. */
    String said(String name) {
        try {
            return Files.readString(folder.resolve(name + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Counts the batches of a table that are complete. */
    static int batches(Path out) {
        Path results = out.resolve("results");
        if (!Files.exists(results)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(results)) {
            return (int)
                    all.filter(batch -> Files.exists(batch.resolve("_SUCCESS"))).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void await(BooleanSupplier done) throws InterruptedException {
        for (int i = 0; i < 3000 && !done.getAsBoolean(); i++) {
            Thread.sleep(100);
        }
        assertTrue(done.getAsBoolean(), "nothing happened within five minutes");
    }

    @Override
    public void close() {
        workers.forEach(worker -> {
            worker.descendants().forEach(ProcessHandle::destroyForcibly);
            worker.destroyForcibly();
        });
        master.destroyForcibly();
    }
}
