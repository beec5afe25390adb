package org.delineate.serve;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.delineate.file.Json;

/** Is an Orthanc with DICOMweb on a free port of this machine, with storage of its own and one user. */
final class Orthanc implements AutoCloseable {
    static final String USER = "tester";
    static final String PASSWORD = "a password of the test";
    private static final List<Path> PLUGINS = List.of(
            Path.of("/usr/share/orthanc/plugins/libOrthancDicomWeb.so"),
            Path.of("/usr/local/share/orthanc/plugins/libOrthancDicomWeb.so"));

    private final Process process;
    private final int port;

    private Orthanc(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts it; where it is not installed the test is skipped, and says so. */
    static Orthanc start(Path folder) throws IOException, InterruptedException {
        Optional<Path> program = Stream.of("/usr/sbin/Orthanc", "/usr/bin/Orthanc", "/usr/local/sbin/Orthanc")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        Optional<Path> plugin = PLUGINS.stream().filter(Files::exists).findFirst();
        assumeTrue(program.isPresent(), "Orthanc is not installed: apt-get install orthanc orthanc-dicomweb");
        assumeTrue(plugin.isPresent(), "Orthanc lacks DICOMweb: apt-get install orthanc-dicomweb");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path configuration = folder.resolve("orthanc.json");
        Files.writeString(
                configuration,
                Json.pretty(Json.object(
                        "StorageDirectory", folder.resolve("storage").toString(),
                        "IndexDirectory", folder.resolve("storage").toString(),
                        "Plugins", List.of(plugin.get().toString()),
                        "HttpPort", port,
                        "DicomServerEnabled", false,
                        "RemoteAccessAllowed", false,
                        "AuthenticationEnabled", true,
                        "RegisteredUsers", Json.object(USER, PASSWORD),
                        "DicomWeb", Json.object("Enable", true, "Root", "/dicom-web/"))));
        Process process = new ProcessBuilder(program.get().toString(), configuration.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("orthanc.log").toFile())
                .start();
        Orthanc orthanc = new Orthanc(process, port);
        orthanc.await(folder.resolve("orthanc.log"));
        return orthanc;
    }

    private void await(Path log) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/system"))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString((USER + ":" + PASSWORD).getBytes()))
                .build();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (process.isAlive() && System.nanoTime() < end) {
            try {
                int status = HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode();
                if (status == 200) {
                    return;
                }
            } catch (IOException e) {
                // it does not listen yet
            }
            Thread.sleep(100);
        }
        close();
        throw new IOException("Orthanc does not start:\n" + Files.readString(log));
    }

    String url() {
        return "http://localhost:" + port + "/dicom-web";
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
