package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.file.BadFileException;
import org.delineate.nn.layer.Weights;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens while a checkpoint is written or afterwards, the old one or the new one is read back, exactly. */
class CheckpointTest {
    private static final Map<String, Object> CONFIG = Map.of("network", "unet", "rate", 1e-3);
    private static final List<String> FILES = List.of("optimizer.safetensors", "state.json", "weights.safetensors");
    private static final int OPERATIONS = 9;
    /** Operations until the new one exists. */
    private static final int RENAMED = 7;

    @TempDir
    Path folder;

    private Path run;
    private final List<String> notes = new ArrayList<>();

    /** A run with checkpoints of the steps 10, 20, 30 and 40, of which the first is no longer kept. */
    @BeforeEach
    void train() {
        run = folder.resolve("run");
        for (int step = 10; step <= 40; step += 10) {
            Checkpoint.save(run, progress(step), CONFIG, files(step));
        }
        assertEquals(List.of("step-000020", "step-000030", "step-000040"), names(run));
    }

    @Test
    void givesBackWhatWasSaved() {
        Checkpoint.Restored restored = Checkpoint.load(run, CONFIG, notes::add);
        assertEquals(progress(40), restored.progress());
        assertEquals(run.resolve("step-000040"), restored.folder());
        assertEquals(content(40), content(restored));
        assertEquals(List.of(), notes);
        assertEquals(FILES, names(restored.folder()));
    }

    @Test
    void ordersStepsByNumber() {
        for (long step : new long[] {999_999, 1_000_000, 10_000_000}) {
            Checkpoint.save(run, progress(step), CONFIG, files(step));
            assertEquals(step, load().progress().step());
        }
        assertEquals(
                List.of("step-10000000", "step-1000000", "step-999999").stream()
                        .sorted()
                        .toList(),
                names(run));
    }

    /** Stops before each operation of a save and after the last, then reads, then saves again. */
    @Test
    void stoppedBetweenAnyTwoOperationsLeavesTheOldOrTheNew() throws IOException {
        for (int n = 0; n <= OPERATIONS; n++) {
            Path copy = copy("stopped " + n);
            List<Checkpoint.Step> steps = Checkpoint.steps(copy, progress(50), CONFIG, files(50));
            assertEquals(OPERATIONS, steps.size());
            for (Checkpoint.Step step : steps.subList(0, n)) {
                step.run();
            }
            assertReads(copy, n < RENAMED ? 40 : 50);
            long next = n < RENAMED ? 50 : 60; // what a resumed run saves next
            Checkpoint.save(copy, progress(next), CONFIG, files(next));
            assertReads(copy, next);
            assertEquals(3, names(copy).size(), "nothing else is left: " + names(copy));
        }
        assertEquals(List.of(), notes);
    }

    /** Stops inside an operation: what is being built, and what is being deleted, may be in any state. */
    @Test
    void stoppedInsideAnyOperationLeavesTheOldOrTheNew() throws IOException {
        for (int n = 0; n <= OPERATIONS; n++) {
            for (Damage damage : Damage.values()) {
                Path copy = copy("inside " + n + damage);
                Path building = copy.resolve("step.tmp");
                Path oldest = copy.resolve("step-000020");
                for (Checkpoint.Step step :
                        Checkpoint.steps(copy, progress(50), CONFIG, files(50)).subList(0, n)) {
                    step.run();
                }
                for (String file : FILES) {
                    if (Files.exists(building.resolve(file))) {
                        Files.copy(building.resolve(file), building.resolve(file + ".tmp"));
                        damage.strike(building.resolve(file + ".tmp"));
                        damage.strike(building.resolve(file));
                    }
                    if (Files.exists(oldest)) {
                        damage.strike(oldest.resolve(file));
                    }
                }
                assertReads(copy, n < RENAMED ? 40 : 50);
                Checkpoint.save(copy, progress(60), CONFIG, files(60));
                assertReads(copy, 60);
            }
        }
        assertEquals(List.of(), notes);
    }

    /** A device that is full at the first, second, third file. */
    @Test
    void fullDiskIsAnErrorAndLeavesTheOld() throws IOException {
        Path full = Path.of("/dev/full"); // Linux: every write finds no space
        assumeTrue(Files.exists(full), "no device that is always full");
        for (int n = 2; n <= 4; n++) {
            Path copy = copy("full " + n);
            List<Checkpoint.Step> steps = Checkpoint.steps(copy, progress(50), CONFIG, new TreeMap<>(files(50)));
            for (Checkpoint.Step step : steps.subList(0, n)) {
                step.run();
            }
            String file = List.of("optimizer.safetensors", "weights.safetensors", "state.json")
                    .get(n - 2);
            Files.createSymbolicLink(copy.resolve("step.tmp").resolve(file + ".tmp"), full);
            UncheckedIOException e = assertThrows(UncheckedIOException.class, steps.get(n)::run);
            assertTrue(e.getMessage().contains(file) && e.getMessage().contains("No space left"), e.getMessage());
            assertReads(copy, 40);
            Checkpoint.save(copy, progress(50), CONFIG, files(50));
            assertReads(copy, 50);
        }
    }

    @Test
    void damagedFileOfTheNewestTakesTheOneBeforeAndSaysSo() throws IOException {
        for (String file : FILES) {
            for (Damage damage : Damage.values()) {
                Path copy = copy(file + damage);
                damage.strike(copy.resolve("step-000040").resolve(file));
                assertEquals(
                        30, Checkpoint.load(copy, CONFIG, notes::add).progress().step());
                assertEquals(1, notes.size());
                assertTrue(
                        notes.get(0).startsWith("step-000040 is damaged, taking the checkpoint before it: "),
                        notes.get(0));
                assertTrue(notes.get(0).contains(file), notes.get(0));
                notes.clear();
            }
        }
    }

    @Test
    void damagedCheckpointIsReplacedWhenItsStepComesAgain() throws IOException {
        Damage.HALVED.strike(run.resolve("step-000040").resolve("weights.safetensors"));
        for (long step : new long[] {33, 36, 39}) { // the run repeats what it lost
            Checkpoint.save(run, progress(step), CONFIG, files(step));
            assertEquals(
                    step, Checkpoint.load(run, CONFIG, notes::add).progress().step());
        }
        assertEquals(3, notes.size());
        assertEquals(List.of("step-000033", "step-000036", "step-000039", "step-000040"), names(run));
        Checkpoint.save(run, progress(40), CONFIG, files(40));
        assertReads(run, 40);
        assertEquals(List.of("step-000036", "step-000039", "step-000040"), names(run));
    }

    @Test
    void noWholeCheckpointIsABadFile() throws IOException {
        for (String name : names(run)) {
            Damage.FLIPPED.strike(run.resolve(name).resolve("weights.safetensors"));
        }
        BadFileException e = assertThrows(BadFileException.class, () -> Checkpoint.load(run, CONFIG, notes::add));
        assertEquals(run + ": no whole checkpoint; start again in another folder", e.getMessage());
        assertEquals(3, notes.size());
    }

    /** Every seventh bit of every file: the same content is read, or the checkpoint before it with a note. */
    @Test
    void noFlippedBitGoesUnseen() throws IOException {
        long seed = Long.getLong("test.seed", 41);
        System.out.println("test.seed=" + seed);
        int first = new Random(seed).nextInt(7);
        int seen = 0;
        int flips = 0;
        for (String name : FILES) {
            Path file = run.resolve("step-000040").resolve(name);
            byte[] whole = Files.readAllBytes(file);
            for (int bit = first; bit < 8 * whole.length; bit += 7) {
                byte[] flipped = whole.clone();
                flipped[bit / 8] ^= (byte) (1 << bit % 8);
                Files.write(file, flipped);
                Checkpoint.Restored restored = Checkpoint.load(run, CONFIG, notes::add);
                boolean passedOver = !notes.isEmpty();
                assertEquals(progress(passedOver ? 30 : 40), restored.progress(), () -> "a flip in " + name);
                assertEquals(content(passedOver ? 30 : 40), content(restored), () -> "a flip in " + name);
                notes.clear();
                flips++;
                seen += passedOver ? 1 : 0;
            }
            Files.write(file, whole);
        }
        System.out.println(flips + " flipped bits, " + seen + " passed over");
        assertTrue(flips > 1000 && seen > 0.9 * flips, seen + " of " + flips);
    }

    @Test
    void anotherConfigurationIsNotResumed() {
        Map<String, Object> other = Map.of("network", "unet", "rate", 2e-3);
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> Checkpoint.load(run, other, notes::add));
        assertEquals(
                "the run in " + run + " has other values: rate 0.001, given 0.002. Leave them as they were, or choose"
                        + " another --out; a run that goes on may change epochs, patience, saveEverySteps, threads,"
                        + " loaderThreads, cacheMiB",
                e.getMessage());
    }

    @Test
    void knowsWhereNoneIs() throws IOException {
        assertTrue(Checkpoint.exists(run));
        assertFalse(Checkpoint.exists(folder));
        assertFalse(Checkpoint.exists(folder.resolve("missing")));
        Files.createDirectories(folder.resolve("other/step.tmp"));
        assertFalse(Checkpoint.exists(folder.resolve("other")), "one that is being built is none");
    }

    /** What a crash can leave of a file that was not forced: the ways of Lucene's test directory. */
    private enum Damage {
        DELETED,
        EMPTIED,
        HALVED,
        ZEROED,
        FLIPPED;

        void strike(Path file) throws IOException {
            byte[] bytes = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
            if (bytes.length == 0) {
                return;
            }
            switch (this) {
                case DELETED -> Files.delete(file);
                case EMPTIED -> Files.write(file, new byte[0]);
                case HALVED -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
                case ZEROED -> Files.write(file, new byte[bytes.length]);
                case FLIPPED -> {
                    bytes[bytes.length * 2 / 3] ^= 1;
                    Files.write(file, bytes);
                }
            }
        }
    }

    private Checkpoint.Restored load() {
        return Checkpoint.load(run, CONFIG, notes::add);
    }

    private void assertReads(Path copy, long step) {
        Checkpoint.Restored restored = Checkpoint.load(copy, CONFIG, notes::add);
        assertEquals(progress(step), restored.progress());
        assertEquals(content(step), content(restored));
    }

    private static Progress progress(long step) {
        return new Progress(
                (int) step / 7,
                (int) step % 7,
                step,
                new Progress.Sums(step / 3.0, 0.1, 0.07),
                new Progress.Reduction(0.5, 1),
                new Progress.Validations(2, 0.625, 3));
    }

    private static Map<String, List<SafeTensors.Entry>> files(long step) {
        Map<String, List<SafeTensors.Entry>> files = new TreeMap<>();
        for (String name : List.of("weights", "optimizer")) {
            float[] values = new float[30];
            for (int i = 0; i < values.length; i++) {
                values[i] = name.length() * step + i;
            }
            files.put(name, List.of(Weights.entry("a", values, 5, 6), Weights.entry("b", new float[] {step}, 1)));
        }
        return files;
    }

    private static Map<String, List<Float>> content(long step) {
        Map<String, List<Float>> content = new TreeMap<>();
        files(step).forEach((name, entries) -> entries.forEach(e -> content.put(name + "." + e.name(), floats(e))));
        return content;
    }

    private static Map<String, List<Float>> content(Checkpoint.Restored restored) {
        Map<String, List<Float>> content = new TreeMap<>();
        restored.files()
                .forEach((name, tensors) ->
                        tensors.entries().forEach(e -> content.put(name + "." + e.name(), floats(e))));
        return content;
    }

    private static List<Float> floats(SafeTensors.Entry entry) {
        List<Float> values = new ArrayList<>();
        for (float v : Weights.floats(entry)) {
            values.add(v);
        }
        return values;
    }

    private Path copy(String name) throws IOException {
        Path target = folder.resolve(name);
        try (Stream<Path> all = Files.walk(run)) {
            for (Path p : all.toList()) {
                Files.copy(p, target.resolve(run.relativize(p)));
            }
        }
        return target;
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(p -> p.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
