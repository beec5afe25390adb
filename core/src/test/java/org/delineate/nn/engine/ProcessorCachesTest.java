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

/** The engine's belief in caches; whether all that depends on it is right, {@link org.delineate.nn.compile.EveryConvolutionTest} tells. */
class ProcessorCachesTest {
    @Test
    void theEngineComputesRightWhateverTheMachineShows() {
        assertNotEquals(ProcessorCaches.WRONG, ProcessorCaches.HERE);
        assertDoesNotThrow(Engine::requireRight);
    }

    /** The engine's library is the one that matters; it need not be stripped of its table. */
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
                "the beginning of a name is no name");
    }

    @Test
    void whatIsNoLibraryHasNoVariables(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("no.so"), new byte[100]);
        assertEquals(-1, ElfSymbols.offset(file, "anything"));
    }
}
