package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.List;
import org.delineate.nn.engine.ResidentMemory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The memory of a training does not grow with its steps, validations and checkpoints.
 *
 * <p>Measured in a process of its own whose heap is in RAM from the start, so that what grows is memory outside the
 * heap, and in which the garbage collector frees no tensors, so that every one that is not freed where it should be
 * shows. Each build looks at sixty steps. The long form, whose result is in docs/results/memory.md:
 *
 * <pre>mvn -pl core test -Dtest=MemoryTest -Dsteps=504 [-Dsize=128]</pre>
 */
class MemoryTest {
    private static final int STEPS = Integer.getInteger("steps", 60);
    private static final int SIZE = Integer.getInteger("size", 32);
    /** Steps until caches, pools and compiled code have their size. */
    private static final int WARM_UP = 20;
    /**
     * Well above what warming up still adds, well below what forty steps or forty checkpoints leak, see the page of
     * results.
     */
    private static final long BOUND_KIB = 16 << 10;

    @TempDir
    Path folder;

    @Test
    void memoryIsFlat() {
        assumeTrue(ResidentMemory.isKnown(), "the system does not say how much memory is used");
        TrainConfig config = TinyRun.config("epochs", STEPS / TinyRun.STEPS, "saveEverySteps", 1, "size", SIZE);
        Path data = folder.resolve("data");
        TinyRun.dataset(data);
        List<String> lines;
        String[] options = {"-Xms96m", "-Xmx96m", "-XX:+AlwaysPreTouch", "-Dorg.bytedeco.javacpp.noPointerGC=true"};
        try (ForkedRun fork = new ForkedRun(config, data, folder.resolve("run"), folder, 0, options)) {
            lines = fork.rest();
        }
        assertEquals("end FINISHED", lines.get(lines.size() - 1), () -> String.join("\n", lines));
        List<Long> residentKiB = lines.stream()
                .filter(l -> l.startsWith("step "))
                .map(l -> Long.parseLong(l.substring(l.lastIndexOf(' ') + 1)))
                .toList();
        for (int step = 0; step < residentKiB.size(); step += STEPS / 10) {
            System.out.println("MemoryTest: step " + (step + 1) + ": " + residentKiB.get(step) + " KiB");
        }
        long grownKiB = residentKiB.get(residentKiB.size() - 1) - residentKiB.get(WARM_UP);
        System.out.println("MemoryTest: grew by " + grownKiB + " KiB after step " + WARM_UP);
        assertTrue(grownKiB < BOUND_KIB, grownKiB + " KiB more than after step " + WARM_UP);
    }
}
