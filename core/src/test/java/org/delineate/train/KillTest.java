package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.delineate.dataset.Dataset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real training, killed with SIGKILL at random moments and resumed, ends with the bits of one that nobody disturbed.
 *
 * <p>After every step the same process writes a second file in place, as a control: unless a kill damages that one, the
 * kills missed all writing, the test proves nothing, and fails.
 *
 * <p>Each build kills four times. The long form, whose result is in docs/results/kill.md:
 *
 * <pre>mvn -pl core test -Dtest=KillTest -Dkills=20</pre>
 */
class KillTest {
    private static final int KILLS = Integer.getInteger("kills", 4);
    private static final long SEED = Long.getLong("test.seed", System.nanoTime());
    private static final int SAVE_EVERY = 2;
    /** A kill strikes in one of so many steps after the first one: two save periods. */
    private static final int SPREAD = 2 * SAVE_EVERY;
    /** More than can be done before the last kill. */
    private static final int EPOCHS = 1 + KILLS * (SPREAD + 1) / TinyRun.STEPS;
    /** Takes longer to write than a step and its checkpoint. */
    private static final long CONTROL_BYTES = 128 << 20;
    /** Kills that try once more to hit the control; that so many miss is less likely than one in a million. */
    private static final int MORE = 12;

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private int kills;
    private int damagedControls;

    @Test
    void killedAndResumedEndsWithTheSameBits() throws InterruptedException, IOException {
        System.out.println("KillTest: " + KILLS + " kills, -Dtest.seed=" + SEED);
        TrainConfig config = TinyRun.config(
                "epochs", EPOCHS, "saveEverySteps", SAVE_EVERY, "threads", Integer.getInteger("kill.threads", 1));
        Dataset dataset = TinyRun.dataset(folder.resolve("data"));
        Map<String, String> undisturbed =
                TinyRun.bits(TinyRun.finished(config, dataset, folder.resolve("undisturbed")));
        Path run = folder.resolve("killed");
        while (kills < KILLS) {
            killOnce(config, run);
        }
        while (damagedControls == 0 && kills < KILLS + MORE) {
            killOnce(config, folder.resolve("more" + kills));
        }
        assertTrue(damagedControls > 0, kills + " kills, and none hit the control while it was written");
        try (ForkedRun last = new ForkedRun(config, folder.resolve("data"), run, folder.resolve("control"), 0)) {
            List<String> lines = last.rest();
            assertEquals("end FINISHED", lines.get(lines.size() - 1), () -> String.join("\n", lines));
            assertUndamaged(lines);
        }
        assertEquals(undisturbed, TinyRun.bits(run));
        System.out.println("KillTest: " + kills + " kills, control damaged " + damagedControls
                + " times, checkpoints 0 times, same bits");
    }

    /** Each fifth kill strikes while the run is opened, the others some steps later. */
    private void killOnce(TrainConfig config, Path run) throws InterruptedException, IOException {
        Path control = folder.resolve("control");
        List<String> lines = new ArrayList<>();
        int steps = kills % 5 == 0 && kills < KILLS ? 0 : 1 + random.nextInt(SPREAD);
        try (ForkedRun fork = new ForkedRun(config, folder.resolve("data"), run, control, CONTROL_BYTES)) {
            await(fork, "opening", lines);
            long begin = System.nanoTime();
            for (int i = 0; i < steps; i++) {
                begin = System.nanoTime();
                await(fork, "step ", lines);
            }
            // anywhere in the opening, or in a span like that from the last step but one to the last
            double spanMs = steps < 2 ? 500 : (System.nanoTime() - begin) / 1e6;
            long delayMs = (long) (random.nextDouble() * spanMs);
            Thread.sleep(delayMs);
            lines.addAll(fork.kill());
            assertEquals(137, fork.exitValue(), () -> "not killed: " + String.join("\n", lines));
            System.out.println("kill " + ++kills + ": " + steps + " steps and " + delayMs + " ms after the start, "
                    + lines.get(lines.size() - 1));
        }
        assertUndamaged(lines);
        damagedControls += Files.exists(control) && Files.size(control) != CONTROL_BYTES ? 1 : 0;
    }

    private static void await(ForkedRun fork, String start, List<String> lines) {
        String line;
        do {
            line = fork.line();
            assertTrue(line != null, () -> "ended by itself: " + String.join("\n", lines));
            lines.add(line);
        } while (!line.startsWith(start));
    }

    private static void assertUndamaged(List<String> lines) {
        assertTrue(lines.stream().noneMatch(l -> l.contains("damaged")), () -> String.join("\n", lines));
    }
}
