package org.delineate.nn.engine;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Caches as the engine assumes them; {@link org.delineate.nn.compile.EveryConvolutionTest} tests all that depends on
 * them.
 */
class ProcessorCachesTest {
    @Test
    void theEngineComputesRightWithTheCachesOfThisMachine() {
        assertNotEquals(ProcessorCaches.WRONG, ProcessorCaches.HERE);
        assertDoesNotThrow(Engine::requireRight);
    }

    /**
     * Places in another library's memory hold for the version in which they were looked up: after an upgrade, look
     * whether oneDNN still takes hidden caches for caches of one byte (then look the places up again and set the
     * constant), else delete the class.
     */
    @Test
    void theTestedVersionIsThatOfTheBuild() throws IOException {
        String pom = Files.readString(Path.of("../pom.xml"));
        assertTrue(pom.contains("<pytorch.version>" + ProcessorCaches.TESTED_VERSION + "</pytorch.version>"));
        assertEquals(ProcessorCaches.TESTED_VERSION, Engine.bindingVersion());
    }

    /** In the engine's own library, since another one might be stripped of its symbols. */
    @Test
    @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
    void findsAVariableOfTheLoadedLibrary() throws IOException {
        torch.get_num_threads();
        List<String> maps = Files.readAllLines(Path.of("/proc/self/maps"));
        String line = maps.stream()
                .filter(l -> l.endsWith("/libtorch_cpu.so"))
                .findFirst()
                .orElseThrow();
        Path library = Path.of(line.substring(line.indexOf('/')));
        assertTrue(ElfSymbols.offset(library, "_ZZN4dnnl4impl3cpu3x643cpuEvE4cpu_") > 0);
        assertEquals(
                -1,
                ElfSymbols.offset(library, "_ZZN4dnnl4impl3cpu3x643cpuEvE4cpu"),
                "a part of a name is another name");
    }

    @Test
    void aFileThatIsNoLibraryHasNoVariables(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("no.so"), new byte[100]);
        assertEquals(-1, ElfSymbols.offset(file, "anything"));
    }
}
