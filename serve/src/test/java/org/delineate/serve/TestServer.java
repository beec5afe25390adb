package org.delineate.serve;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.delineate.dicom.web.DicomWeb;
import org.delineate.infer.EngineChooser;
import org.delineate.infer.EngineTimes;
import org.delineate.serve.work.Archives;

/** Starts the server as the command does, on a free port; on PostgreSQL in that profile. */
final class TestServer {
    static final Path PICTURES = Path.of("..", "demo", "busi-small");

    private TestServer() {}

    static DiagnosisServer start(Path home) {
        return start(home, null, Map.of());
    }

    static DiagnosisServer start(Path home, String database, Map<String, DicomWeb> archives) {
        return DiagnosisServer.start(new ServeOptions(
                home,
                database == null ? Postgresql.of(home).orElse(null) : database,
                new ServeOptions.Address("127.0.0.1", 0, null),
                0,
                new Archives(archives),
                List.of(),
                new EngineChooser("libtorch", "float32", 1, new EngineTimes())));
    }

    /** A picture with a lesion. */
    static Path picture() throws Exception {
        try (Stream<Path> files = Files.list(PICTURES.resolve("benign"))) {
            return files.filter(f -> f.toString().endsWith(").png"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }
}
