package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;
import org.delineate.nn.engine.Engine;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** How a process finds the engine's libraries; one that looks for those of a graphics processor went the long way. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
@Timeout(120)
class NativesTest {
    private static final String LOOKED = "Loading library cublas";

    @TempDir
    private Path folder;

    @BeforeAll
    static void unpack() {
        assertTrue(Engine.threads() > 0);
    }

    private String doctor(Path cache) throws Exception {
        Path said = folder.resolve("said");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dorg.bytedeco.javacpp.logger.debug=true",
                        "-Dorg.bytedeco.javacpp.cachedir=" + cache,
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "doctor")
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertEquals(0, process.waitFor(), () -> "see " + said);
        String all = Files.readString(said);
        assertTrue(all.contains("libtorch 2"), all);
        return all;
    }

    /** Another cache with the same files: links to them, or copies on another file system. */
    private Path copy() throws IOException {
        Path from = Path.of(Engine.cache());
        Path to = folder.resolve("cache");
        try (Stream<Path> all = Files.walk(from).filter(NativesTest::isEngine)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                Path copy = to.resolve(from.relativize(path).toString());
                Files.createDirectories(copy.getParent());
                if (Files.isSymbolicLink(path)) {
                    Path target = Files.readSymbolicLink(path);
                    if (target.startsWith(from)) { // others are of a graphics processor
                        Files.createSymbolicLink(copy, to.resolve(from.relativize(target)));
                    }
                } else {
                    link(path, copy);
                }
            }
        }
        return to;
    }

    private static boolean isEngine(Path path) {
        return !Files.isDirectory(path)
                && path.toString().matches(".*/(javacpp|openblas|pytorch|opencl|dnnl)-[^/]*\\.jar/.*");
    }

    private static void link(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (IOException | UnsupportedOperationException e) {
            Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    @Test
    void loadsWhatIsUnpackedWithoutLooking() throws Exception {
        String all = doctor(Path.of(Engine.cache()));
        assertFalse(all.contains(LOOKED), all);
    }

    @Test
    void leavesADamagedLibraryToTheBindingWhichMendsIt() throws Exception {
        Path cache = copy();
        Path damaged;
        try (Stream<Path> all = Files.walk(cache)) {
            damaged = all.filter(f -> f.endsWith("libtorch.so")).findFirst().orElseThrow();
        }
        long size = Files.size(damaged);
        Files.delete(damaged); // the link, not what others use
        Files.writeString(damaged, "half");
        String all = doctor(cache);
        assertTrue(all.contains(LOOKED), all);
        assertEquals(size, Files.size(damaged));
        assertFalse(doctor(cache).contains(LOOKED), "mended for good");
    }
}
