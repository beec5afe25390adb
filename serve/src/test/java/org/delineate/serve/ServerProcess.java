package org.delineate.serve;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.delineate.infer.EngineChooser;
import org.delineate.infer.EngineTimes;
import org.delineate.serve.work.Archives;

/** Is a server in a process of its own, which can be killed at any moment. */
final class ServerProcess implements AutoCloseable {
    private static final String READY = "ready ";

    private final Process process;
    private final Optional<String> oneTimePassword;

    private ServerProcess(Process process, Optional<String> oneTimePassword) {
        this.process = process;
        this.oneTimePassword = oneTimePassword;
    }

    /**
     * Serves until it is killed.
     *
     * @param args home, port, and whether what is committed is written at once
     */
    public static void main(String[] args) throws InterruptedException {
        ServeOptions options = new ServeOptions(
                Path.of(args[0]),
                null,
                new ServeOptions.Address("127.0.0.1", Integer.parseInt(args[1]), null),
                0,
                new Archives(Map.of()),
                List.of(),
                new EngineChooser("libtorch", "float32", 1, new EngineTimes()));
        DiagnosisServer server = DiagnosisServer.start(options);
        if (!Boolean.parseBoolean(args[2])) {
            server.bench().database().run(handle -> handle.execute("SET WRITE_DELAY 500"));
        }
        System.out.println(READY + server.oneTimePassword().orElse(""));
        Thread.currentThread().join();
    }

    /**
     * Starts one and waits until it serves.
     *
     * @param isCareful whether it answers after what it tells is written; otherwise up to half a second before
     */
    static ServerProcess start(Path home, int port, boolean isCareful) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.awt.headless=true",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerProcess.class.getName(),
                        home.toString(),
                        Integer.toString(port),
                        Boolean.toString(isCareful))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith(READY)) {
                String password = line.substring(READY.length());
                return new ServerProcess(process, Optional.of(password).filter(p -> !p.isEmpty()));
            }
        }
        throw new IOException("the server did not start");
    }

    Optional<String> oneTimePassword() {
        return oneTimePassword;
    }

    /** Ends it at once, as {@code kill -9} does. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
