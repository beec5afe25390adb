package org.delineate.comparison;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.delineate.dataset.audit.Seen;
import org.delineate.file.BadFileException;
import org.delineate.report.CaseScores;
import org.delineate.report.PerImageFile;
import org.delineate.report.Protocol;
import org.delineate.report.Scores;
import org.delineate.report.ScoresFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationFolderTest {
    @TempDir
    private Path folder;

    private Path write(String path, Result result) {
        Path evaluation = folder.resolve(path);
        PerImageFile.write(evaluation.resolve("per-image.csv"), result.cases());
        ScoresFile.write(evaluation.resolve("scores.json"), result.protocol(), Scores.of(result.cases()));
        return evaluation;
    }

    private static List<String> names(Object... folders) {
        return EvaluationFolder.read(
                        List.of(folders).stream().map(String::valueOf).toList())
                .stream()
                .map(Result::name)
                .toList();
    }

    @Test
    void readsRunsAndEvaluations() {
        Result one = Cohorts.random("one", 4, 0.5, 1);
        write("runs/one/evaluation", one);
        Path two = write("other", Cohorts.random("two", 4, 0.5, 2));
        List<Result> read =
                EvaluationFolder.read(List.of(folder.resolve("runs/one").toString(), two.toString()));
        List<CaseScores> stored = one.cases().stream() // no file has the histograms
                .map(c -> new CaseScores(c.name(), c.label(), c.group(), c.seen(), c.scores(), null, c.uncertainty()))
                .toList();
        assertEquals(new Result(one.name(), one.protocol(), stored, one.seen()), read.get(0));
        assertEquals("other", read.get(1).name());
    }

    @Test
    void namesResultsSoThatTheyDiffer() {
        write("a/unet/evaluation", Cohorts.random("a", 4, 0.5, 1));
        write("b/unet/evaluation", Cohorts.random("b", 4, 0.5, 2));
        Path a = folder.resolve("a/unet");
        Path b = folder.resolve("b/unet/evaluation");
        assertEquals(List.of("a/unet", "b/unet"), names(a, b));
        assertEquals(List.of("unet", "Ours"), names(a, "Ours=" + b));
        for (List<Object> bad : List.<List<Object>>of(
                List.of(a, folder.resolve("a/unet/evaluation")), List.of("x=" + a, "x=" + b), List.of(a, "=" + b))) {
            assertThrows(IllegalArgumentException.class, () -> names(bad.toArray()), bad.toString());
        }
    }

    @Test
    void leavesOutWhatTheEvaluationScoredApart() {
        Result all = Cohorts.random("r", 4, 0.5, 1);
        List<CaseScores> cases = new ArrayList<>(all.cases());
        CaseScores first = cases.get(0);
        cases.set(
                0,
                new CaseScores(
                        first.name(), first.label(), first.group(), Seen.TRAINED, first.scores(), first.histogram()));
        Protocol.Data data = all.protocol().data();
        Protocol apart = new Protocol(
                new Protocol.Data(
                        data.dataset(),
                        3,
                        data.classes(),
                        0,
                        null,
                        data.dataHash(),
                        data.maskValues(),
                        new Protocol.Selection("", "", "all", new Protocol.SeenImages(true, 4, 1, 0, "unseen", false))),
                all.protocol().input(),
                all.protocol().model(),
                all.protocol().decision(),
                all.protocol().run());
        PerImageFile.write(folder.resolve("r/per-image.csv"), cases);
        ScoresFile.write(folder.resolve("r/scores.json"), apart, Scores.of(cases.subList(1, 4), cases));
        Result read =
                EvaluationFolder.read(List.of(folder.resolve("r").toString())).get(0);
        assertEquals(
                List.of("i1", "i2", "i3"),
                read.cases().stream().map(CaseScores::name).toList());
        assertEquals(1, read.seen());
    }

    @Test
    void refusesWhatIsNoEvaluation() throws IOException {
        String missing = assertThrows(BadFileException.class, () -> names(folder.resolve("no")))
                .getMessage();
        assertTrue(missing.contains("no folder") && missing.contains("delineate evaluate --model"), missing);
        Path evaluation = write("e", Cohorts.random("e", 4, 0.5, 1));
        Files.writeString(evaluation.resolve("scores.json"), "{}");
        assertTrue(assertThrows(BadFileException.class, () -> names(evaluation))
                .getMessage()
                .contains("scores.json"));
        Path other = write("o", Cohorts.random("o", 5, 0.5, 1));
        Files.copy(other.resolve("scores.json"), folder.resolve("mixed.json"));
        Path mixed = write("m", Cohorts.random("m", 4, 0.5, 1));
        Files.delete(mixed.resolve("scores.json"));
        Files.move(folder.resolve("mixed.json"), mixed.resolve("scores.json"));
        assertTrue(assertThrows(BadFileException.class, () -> names(mixed))
                .getMessage()
                .contains("5 scored images"));
    }
}
