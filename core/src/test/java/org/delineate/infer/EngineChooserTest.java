package org.delineate.infer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.delineate.file.Hash;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.metric.Confusion;
import org.delineate.model.Model;
import org.delineate.model.ShippedModel;
import org.delineate.nn.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every candidate is made ready and run; only the clock is told what it shows. */
class EngineChooserTest {
    private static final int MANY = EngineChooser.WORTH_TIMING;
    private static final EngineChooser.Timing NEVER = (candidate, run, best) -> fail("nothing is timed");

    @TempDir
    private Path folder;

    private final List<String> notes = new ArrayList<>();

    private EngineTimes kept() {
        return new EngineTimes(folder, notes::add);
    }

    private Path file() {
        return folder.resolve("engine-times.json");
    }

    /** A clock that shows one time for ONNX Runtime and another for libtorch. */
    private static EngineChooser.Timing clock(double onnx, double libtorch) {
        return (candidate, run, best) -> {
            run.run();
            return candidate instanceof OnnxRuntime ? onnx : libtorch;
        };
    }

    private static Model model() {
        return new Model(Models.manifest(), Models.network(), Hash.of("a model"));
    }

    private static EngineChooser floats(EngineTimes times, EngineChooser.Timing timing) {
        return new EngineChooser("auto", "float32", 2, times, timing);
    }

    @Test
    void takesTheFastest() {
        try (Model model = model()) {
            for (int many : new int[] {1, 2}) { // at once, and in a batch
                EngineChoice onnx = floats(new EngineTimes(), clock(3, 4)).choice(model, many, many, MANY);
                assertEquals(new OnnxRuntime(2 / many), onnx.backend());
                assertEquals(EngineChoice.Reason.TIMED, onnx.reason());
                EngineChoice ours = floats(new EngineTimes(), clock(4, 3)).choice(model, many, many, MANY);
                assertEquals(new Libtorch(Precision.FLOAT32), ours.backend());
                assertTrue(ours.words().contains("(libtorch float32 "), ours.words());
            }
        }
    }

    @Test
    void whatCannotRunIsLeftOut() {
        EngineChooser.Timing broken = (candidate, run, best) -> {
            if (candidate instanceof OnnxRuntime) {
                throw new UnsatisfiedLinkError("no library");
            }
            return 3;
        };
        try (Model model = model()) {
            EngineChoice choice = floats(kept(), broken).choice(model, 1, 1, MANY);
            assertEquals(new Libtorch(Precision.FLOAT32), choice.backend());
            assertTrue(choice.words().endsWith("(libtorch float32 3.00 ms, onnx float32 fails)"), choice.words());
            EngineChoice again = floats(kept(), NEVER).choice(model, 1, 1, MANY);
            assertEquals(EngineChoice.Reason.KEPT, again.reason());
            assertEquals(choice.backend(), again.backend());
        }
    }

    @Test
    void tellsTheTimeOfAPicture() {
        try (Model model = model()) {
            EngineChoice choice = floats(new EngineTimes(), clock(3, 4)).choice(model, 1, 2, MANY);
            assertEquals(Map.of("onnx float32", 1.5, "libtorch float32", 2.0), choice.milliseconds());
        }
    }

    @Test
    void fewPicturesAreNotTimedButUseWhatWas() {
        try (Model model = model()) {
            EngineChoice rule = floats(kept(), NEVER).choice(model, 1, 1, MANY - 1);
            assertEquals(EngineChoice.Reason.RULE, rule.reason());
            assertEquals(new Libtorch(Precision.FLOAT32), rule.backend());
            floats(kept(), clock(3, 4)).choice(model, 1, 1, MANY);
            EngineChoice again = floats(kept(), NEVER).choice(model, 1, 1, 1);
            assertEquals(EngineChoice.Reason.KEPT, again.reason());
            assertEquals(new OnnxRuntime(2), again.backend());
            assertEquals(
                    EngineChoice.Reason.RULE,
                    floats(kept(), NEVER).choice(model, 2, 1, 1).reason(),
                    "another batch");
            assertEquals(
                    EngineChoice.Reason.RULE,
                    floats(kept(), NEVER).byRule(model).reason(),
                    "it does not remember");
            assertEquals(List.of(), notes);
        }
    }

    @Test
    void optionsLeaveOne() {
        try (Model model = model()) {
            EngineChoice libtorch =
                    new EngineChooser("libtorch", "float32", 1, kept(), NEVER).choice(model, 1, 1, MANY);
            assertEquals(EngineChoice.Reason.ONLY, libtorch.reason());
            assertEquals(new Libtorch(Precision.FLOAT32), libtorch.backend());
            EngineChoice onnx = new EngineChooser("onnx", "auto", 1, kept(), NEVER).choice(model, 1, 1, MANY);
            assertEquals(EngineChoice.Reason.ONLY, onnx.reason());
            assertEquals(new OnnxRuntime(1), onnx.backend());
        }
    }

    @Test
    void anEntryOfAnotherVersionIsNotFound() throws IOException {
        try (Model model = model()) {
            floats(kept(), clock(3, 4)).choice(model, 1, 1, MANY);
            String text = Files.readString(file());
            assertTrue(text.contains("ONNX Runtime 1."), text);
            Files.writeString(file(), text.replace("ONNX Runtime 1.", "ONNX Runtime 0."));
            assertEquals(
                    EngineChoice.Reason.RULE,
                    floats(kept(), NEVER).choice(model, 1, 1, 1).reason());
            Files.writeString(file(), text.replace(model.hash(), Hash.of("another model")));
            assertEquals(
                    EngineChoice.Reason.RULE,
                    floats(kept(), NEVER).choice(model, 1, 1, 1).reason());
            assertEquals(List.of(), notes);
        }
    }

    @Test
    void aDamagedFileIsReplaced() throws IOException {
        for (String text : List.of(
                "{\"format\":\"delineate-engine-ti",
                "null",
                "{\"format\":\"other\",\"tasks\":{}}",
                "{\"format\":\"delineate-engine-times-1\",\"tasks\":null}",
                "{\"format\":\"delineate-engine-times-1\",\"tasks\":{\"a\":{\"b\":\"fast\"}}}",
                " ".repeat(2 << 20))) {
            Files.writeString(file(), text);
            EngineTimes times = kept();
            assertEquals(1, notes.size(), text);
            assertTrue(notes.get(0).startsWith("the times of the engines are taken anew: " + file()), notes.get(0));
            times.keep("a", Map.of("x", 1.0));
            notes.clear();
            assertEquals(Map.of("x", 1.0), kept().of("a"));
            assertEquals(List.of(), notes);
        }
    }

    @Test
    void aTimeThatIsNoneIsTakenAnew() throws IOException {
        try (Model model = model()) {
            floats(kept(), clock(3, 4)).choice(model, 1, 1, MANY);
            String text = Files.readString(file());
            for (String wrong : List.of("null", "\"NaN\"")) {
                Files.writeString(file(), text.replaceFirst("(\"onnx float32\" *: *)[0-9.]+", "$1" + wrong));
                assertEquals(
                        EngineChoice.Reason.TIMED,
                        floats(kept(), clock(3, 4)).choice(model, 1, 1, MANY).reason(),
                        wrong);
            }
        }
    }

    @Test
    void keepsTheLatestTasks() {
        EngineTimes times = new EngineTimes();
        for (int i = 0; i < 205; i++) {
            times.keep("task " + i, Map.of("a", 1.0));
        }
        assertNull(times.of("task 4"));
        assertEquals(Map.of("a", 1.0), times.of("task 5"));
        assertEquals(Map.of("a", 1.0), times.of("task 204"));
    }

    @Test
    void twoProgramsKeepWhatTheOtherKept() {
        EngineTimes one = kept();
        EngineTimes other = kept();
        one.keep("a", Map.of("x", 1.0));
        other.keep("b", Map.of("x", 2.0));
        assertEquals(Map.of("x", 1.0), kept().of("a"));
        assertEquals(Map.of("x", 2.0), kept().of("b"));
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaid() throws IOException {
        Path file = Files.writeString(folder.resolve("a file"), "");
        new EngineTimes(file, notes::add).keep("a", Map.of("x", 1.0));
        assertEquals(1, notes.size());
        assertTrue(notes.get(0).startsWith("the times of the engines are not kept: "), notes.get(0));
    }

    /** With the real clock, and whatever this processor offers. */
    @Test
    void candidatesMarkTheSame() {
        Image image = ImageFile.read(Path.of("../demo/busi-small/benign/benign (100).png"));
        try (Model model = ShippedModel.DEFAULT.load()) {
            EngineChoice choice = new EngineChooser("auto", "auto", 1, new EngineTimes()).choice(model, 1, 1, MANY);
            assertFalse(choice.milliseconds().size() < 2, choice.words());
            Prediction exact = predict(model, new Libtorch(Precision.FLOAT32), image);
            for (String name : choice.milliseconds().keySet()) {
                String[] words = name.split(" ");
                Prediction other = predict(model, Backend.of(words[0], model, words[1], 1), image);
                boolean floats = words[1].equals("float32");
                double most = 0;
                for (int i = 0; i < exact.probability().length; i++) {
                    most = Math.max(most, Math.abs(exact.probability()[i] - other.probability()[i]));
                }
                assertTrue(most < (floats ? 1e-4 : 0.1), name + " differs by " + most);
                double dice = Confusion.of(exact.mask(), other.mask()).dice();
                assertTrue(dice >= (floats ? 0.9999 : 0.985), name + " marks other pixels: Dice " + dice);
            }
        }
    }

    private static Prediction predict(Model model, Backend backend, Image image) {
        try (Segmenter segmenter = Segmenter.of(model, backend, 1, null)) {
            return segmenter.segment(image);
        }
    }
}
