package org.delineate.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.delineate.image.Image;
import org.delineate.model.Export;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Engine;
import org.delineate.nn.engine.ResidentMemory;
import org.delineate.sample.Preprocess;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A service that loads one model after the other keeps its size: what {@code close()} frees is free at once.
 *
 * <p>Measured in a process of its own with 256 MiB of heap, which is in RAM from the start. Each build loads some
 * hundred
 * times, and there the collector frees no native memory, so that weights that close() forgets show. The long form is as
 * users have it: the collector frees the small objects that stand for native ones. Its result is in
 * docs/results/long-life.md:
 *
 * <pre>mvn -pl core test -Dtest=LongLifeTest -Dloads=2000</pre>
 */
class LongLifeTest {
    private static final int LOADS = Integer.getInteger("loads", 120);
    private static final int MOST_WITHOUT_COLLECTOR = 500;
    /** Loads until caches, pools and compiled code have their size. */
    private static final int WARM_UP = 40;
    /** Less than a tenth of what the loads after warming up would leak if their weights alone stayed. */
    private static final long BOUND_KIB = 24 << 10;

    private static final List<Zoo> NETWORKS = List.of(Zoo.UNEXT_S, Zoo.UNEXT, Zoo.SC_UNEXT, Zoo.MALUNET);
    private static final int SIDE = 32;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"safetensors", "onnx"})
    void loadsOfDifferentModelsTakeNoMoreMemory(String format) throws IOException, InterruptedException {
        assumeTrue(ResidentMemory.isKnown(), "the system does not say how much memory is used");
        for (Zoo zoo : NETWORKS) {
            write(zoo, folder.resolve(zoo.id() + "." + format));
        }
        List<Long> residentKiB = new ArrayList<>();
        List<String> lines = fork(format);
        lines.stream().filter(l -> l.matches("\\d+")).map(Long::parseLong).forEach(residentKiB::add);
        assertEquals(LOADS, residentKiB.size(), () -> String.join("\n", lines));
        for (int load = 0; load <= LOADS; load += LOADS / 10) {
            int number = Math.max(1, load);
            System.out.println("LongLifeTest: " + format + " | " + number + " | " + residentKiB.get(number - 1) + " |");
        }
        long grownKiB = residentKiB.get(LOADS - 1) - residentKiB.get(WARM_UP - 1);
        assertTrue(grownKiB < BOUND_KIB, grownKiB + " KiB more than after load " + WARM_UP);
    }

    @Test
    void usingWhatIsClosedIsAnErrorThatSaysSo() {
        Path file = folder.resolve("model.safetensors");
        write(Zoo.UNEXT_S, file);
        Image image = Models.image(40, 50, 1);
        Model model = Model.load(file);
        Segmenter segmenter = Segmenter.of(model, Precision.FLOAT32);
        segmenter.segment(image);
        segmenter.close();
        segmenter.close();
        assertMessage("this segmenter is closed; make another one", () -> segmenter.segment(image));
        model.close();
        model.close();
        String closed = "this network is closed and has no weights any more; make or load it again";
        assertMessage(closed, () -> Segmenter.of(model, Precision.FLOAT32));
        assertMessage(closed, () -> Export.of(model, 1));
        assertMessage(
                closed, () -> Model.save(file, model.manifest(), model.network().state()));
    }

    private static void assertMessage(String message, Executable use) {
        assertEquals(message, assertThrows(IllegalStateException.class, use).getMessage());
    }

    private static void write(Zoo zoo, Path file) {
        try (Network network = zoo.create(new Network.Spec(3, 1, SIDE, SIDE, 0))) {
            network.initialise(1);
            Manifest m = Models.manifest();
            Manifest manifest =
                    new Manifest(zoo.id(), 3, 1, 0, Preprocess.of(3, SIDE), m.masks(), m.provenance(), null);
            if (file.toString().endsWith(".onnx")) {
                Export.of(new Model(manifest, network, "hash"), 1).write(file);
            } else {
                Model.save(file, manifest, network.state());
            }
        }
    }

    private List<String> fork(String format) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xms256m",
                "-Xmx256m",
                "-XX:+AlwaysPreTouch",
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-Dorg.bytedeco.javacpp.noPointerGC=" + (LOADS <= MOST_WITHOUT_COLLECTOR),
                "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0",
                "-Dlong=" + "x".repeat(20_000), // as a server's class path: ONNX Runtime has recursed over it
                "-Dloads=" + LOADS));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LongLifeTest.class.getName()));
        NETWORKS.forEach(
                zoo -> command.add(folder.resolve(zoo.id() + "." + format).toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> lines;
        try (Stream<String> output = process.inputReader().lines()) {
            lines = output.toList();
        }
        assertEquals(0, process.waitFor(), () -> String.join("\n", lines));
        return lines;
    }

    /** Loads the files in turn, segments a picture with each, and says how large the process is. */
    public static void main(String[] files) {
        Engine.threads(1);
        Image image = Models.image(40, 50, 1);
        for (int load = 0; load < LOADS; load++) {
            try (Model model = Model.load(Path.of(files[load % files.length]));
                    Segmenter segmenter = Segmenter.of(model, Backend.of("auto", model, "auto", 1), 1, null)) {
                segmenter.segment(image);
            }
            System.out.println(ResidentMemory.kib());
        }
    }
}
