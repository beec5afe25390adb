package org.delineate.cli.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.delineate.cli.console.Output;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.dataset.Split;
import org.delineate.dataset.audit.Audit;
import org.delineate.file.Json;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;
import org.delineate.image.MaskFile;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.PostProcess;
import org.delineate.report.Cohort;
import org.delineate.sample.Preprocess;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

/** Which cases train, validate and are scored, for what a user may type. */
class CaseOptionsTest {
    private static final int SIDE = 16;

    @TempDir
    private static Path shared;

    private static Dataset data;
    private static Audit audit;

    @TempDir
    private Path folder;

    private final StringWriter notes = new StringWriter();

    /** Twenty cases c00 to c19 of noise; the last has no lesion. Two lists are published with them. */
    @BeforeAll
    static void write() throws IOException {
        Random random = new Random(5);
        for (int i = 0; i < 20; i++) {
            byte[] noise = new byte[SIDE * SIDE];
            random.nextBytes(noise);
            boolean[] lesion = new boolean[SIDE * SIDE];
            lesion[40 + i] = i < 19;
            String name = String.format("c%02d.png", i);
            ImageFile.write(shared.resolve("data/images/" + name), Image.ofBytes(SIDE, SIDE, 1, noise));
            MaskFile.write(shared.resolve("data/masks/" + name), Mask.of(SIDE, SIDE, lesion));
        }
        Files.writeString(shared.resolve("data/first_train.txt"), "c00\nc01\nc02\n");
        Files.writeString(shared.resolve("data/first_val.txt"), "c03\n");
        data = Dataset.open(shared.resolve("data"));
        audit = Audit.of(data, (done, total) -> {});
        assertEquals(List.of(), audit.duplicates().groups());
    }

    /** Is a command that chooses cases for a training. */
    @Command(name = "train")
    static final class Training {
        @Mixin
        private SplitOptions split;

        @Mixin
        private Output output;
    }

    /** Is a command that chooses cases to score. */
    @Command(name = "evaluate")
    static final class Scoring {
        @Mixin
        private DataOption data;

        @Mixin
        private CohortOptions cohort;

        @Mixin
        private Output output;
    }

    private <T> T parse(T command, Object... arguments) {
        CommandLine line = new CommandLine(command).setErr(new PrintWriter(notes));
        String[] words = new String[arguments.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = arguments[i].toString();
        }
        line.parseArgs(words);
        return command;
    }

    private Split split(Object... arguments) {
        Training command = parse(new Training(), arguments);
        Split given = command.split.given(data, true, command.output);
        return command.split.complete(given, data, audit, 1, true, command.output);
    }

    private Cohort cohort(Object... arguments) {
        List<Object> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", data.root(), "--audit-cache", "none"));
        Scoring command = parse(new Scoring(), all.toArray());
        CohortOptions.Choice choice = command.cohort.choose(data, List.of(model()), folder, command.output);
        return command.cohort.cohort(choice, data, List.of(model()), command.data, command.output);
    }

    /** Is a model that does not say which pictures it has seen. */
    private static Model model() {
        Manifest.Provenance provenance = new Manifest.Provenance(
                new Manifest.Data("unknown", "", "", null, null), 0, Json.treeOf(Map.of()), Map.of(), "", "", "");
        Manifest.Masks masks = Manifest.Masks.ofLesions(0.5, PostProcess.NONE);
        return new Model(new Manifest("unet", 3, 1, 0, Preprocess.of(3, 64), masks, provenance, null), null, "");
    }

    private Path list(String name, String lines) throws IOException {
        return Files.writeString(folder.resolve(name), lines);
    }

    private Path folds() {
        Path file = folder.resolve("folds.json");
        Split.folds(data, List.of(), 4, 1).write(file);
        return file;
    }

    private static List<String> names(Cohort cohort) {
        return cohort.cases().stream().map(Case::name).toList();
    }

    private static void assertRefused(String message, Runnable choice) {
        assertEquals(message, assertThrows(RuntimeException.class, choice::run).getMessage());
    }

    @Test
    void aNewSplitHasSeventyTenTwentyOfTheCasesWithLesion() {
        Split split = split();
        assertEquals(Set.of("train", "val", "test"), split.parts().keySet());
        Set<String> all = new HashSet<>();
        split.parts().values().forEach(all::addAll);
        assertEquals(19, all.size());
        assertTrue(!all.contains("c19"), "without lesion");
        assertEquals(13, split.parts().get("train").size(), 1, "0.7 x 19");
        assertEquals(4, split.parts().get("test").size(), 1, "0.2 x 19");
        assertTrue(notes.toString().contains("1 of 20 cases have no lesion: they are left out"), notes.toString());
        assertTrue(
                notes.toString().contains("the data come with the split \"first\"; --split first uses it"),
                notes.toString());
    }

    @Test
    void takesPublishedSplitsByNameAndListsFromFiles() throws IOException {
        assertEquals(List.of("c03"), split("--split", "first").parts().get("val"));
        Split listed = split("--train-list", list("t", "c04\nc05\n"), "--val-list", list("v", "c06\n"));
        assertEquals(List.of("c04", "c05"), listed.parts().get("train"));
        assertEquals(List.of("c06"), listed.parts().get("val"));
    }

    @Test
    void refusesHalfAPairOfListsAndListsBesideASplit() {
        String rule =
                "Give --split, or both --train-list and --val-list, or none of them; --train-list alone where nothing is validated (--validate-every 0)";
        assertRefused(rule, () -> split("--train-list", "t"));
        assertRefused(rule, () -> split("--val-list", "v"));
        assertRefused(rule, () -> split("--train-list", "t", "--val-list", "v", "--split", "first"));
    }

    @Test
    void oneFoldOfSeveralValidates() {
        Path folds = folds();
        Split chosen = split("--split", folds, "--fold", 2);
        assertEquals(Split.read(folds).folds().get(2), chosen.parts().get("val"));
        assertEquals(15, chosen.parts().get("train").size());
        assertRefused("The split has 4 folds; say with --fold which one validates", () -> split("--split", folds));
        assertRefused("fold 4 of a split with 4 folds, counted from 0", () -> split("--split", folds, "--fold", 4));
        assertRefused("fold -1 of a split with 4 folds, counted from 0", () -> split("--split", folds, "--fold=-1"));
        assertRefused("fold 0 of a split with 0 folds, counted from 0", () -> split("--split", "first", "--fold", 0));
    }

    @Test
    void aSplitWithoutValidationHoldsATenthOfTrainOut() {
        Path file = folder.resolve("two.json");
        List<String> ten = data.cases().stream().limit(10).map(Case::name).toList();
        Map<String, List<String>> parts = Map.of("train", ten, "test", List.of("c10"));
        new Split("two", 0, List.of(), data.hash(), new TreeMap<>(parts), List.of()).write(file);
        Split chosen = split("--split", file);
        assertEquals(9, chosen.parts().get("train").size());
        assertEquals(1, chosen.parts().get("val").size());
        assertEquals(List.of("c10"), chosen.parts().get("test"));
        assertTrue(notes.toString().contains("no part val: 10 % of train are held out"), notes.toString());
    }

    /** A word that is wrong lists those that would be right. */
    @Test
    void aSplitThatDoesNotExistListsThoseThatDo() {
        String rule = "--split \"second\" is no file, and no split that comes with the data: these do: first";
        assertRefused(rule, () -> split("--split", "second"));
        assertRefused(rule, () -> cohort("--split", "second"));
        assertRefused("--fold 1 of which split? Give --split", () -> split("--fold", 1));
    }

    @Test
    void warnsOfASplitThatWasMadeForOtherFiles() {
        Path file = folder.resolve("other.json");
        split("--split", "first").withDataset(data.without(List.of("c19"))).write(file);
        assertEquals(3, split("--split", file).parts().get("train").size());
        assertTrue(
                notes.toString().contains("caution: the split was made for other files than those in " + data.root()));
    }

    @Test
    void scoresTheCasesOfAListAndNothingBesideIt() throws IOException {
        Path list = list("mine.txt", "c07\nc02\n");
        Cohort listed = cohort("--list", list);
        assertEquals(List.of("c02", "c07"), names(listed));
        assertEquals("mine.txt", listed.part());
        assertNull(listed.split());
        String rule = "Give --list alone, or --split and --part";
        assertRefused(rule, () -> cohort("--list", list, "--split", "first"));
        assertRefused(rule, () -> cohort("--list", list, "--fold", 1));
        assertRefused(rule, () -> cohort("--list", list, "--part", "val"));
    }

    @Test
    void scoresAllCasesWithLesionWhereThereIsNoSplit() {
        assertEquals(19, cohort().cases().size());
        assertTrue(notes.toString().contains("1 case has no lesion and is left out; --with-normals keeps them"));
        assertEquals(20, cohort("--with-normals").cases().size());
        assertEquals(19, cohort("--part", "all", "--split", "first").cases().size());
    }

    @Test
    void aPartOrAFoldNeedsASplit() {
        assertRefused("--part val of which split? Give --split", () -> cohort("--part", "val"));
        assertRefused("--fold 1 of which split? Give --split", () -> cohort("--fold", 1));
    }

    @Test
    void scoresTestElseValElseWhatIsAskedFor() {
        Split.ratio(data, List.of(), new double[] {0.7, 0.1, 0.2}, 1).write(folder.resolve("run.json"));
        Split three = Split.read(folder.resolve("run.json"));
        assertEquals(three.parts().get("test"), names(cohort("--split", folder.resolve("run.json"))));
        assertEquals(three.parts().get("val"), names(cohort("--split", folder.resolve("run.json"), "--part", "val")));
        assertEquals(List.of("c03"), names(cohort("--split", "first")));
        Path folds = folds();
        assertEquals(Split.read(folds).folds().get(3), names(cohort("--split", folds, "--fold", 3)));
        assertRefused(
                "The split has 4 folds; say with --fold which one is the part val", () -> cohort("--split", folds));
        assertRefused(
                "the split has no part \"test\"; it has [train, val]",
                () -> cohort("--split", "first", "--part", "test"));
    }

    @Test
    void scoresTheSplitOfTheRunAndAllOfOtherData() {
        Split.published(data, "first").write(folder.resolve("split.json"));
        assertEquals(List.of("c03"), names(cohort()));
        assertEquals("first", cohort().split().source());
        Split.published(data, "first").withDataset(data.without(List.of("c19"))).write(folder.resolve("split.json"));
        assertEquals(19, cohort().cases().size());
        assertTrue(notes.toString().contains("it is not known which of these 19 images"));
    }

    @Test
    void typingErrorsAreErrorsOfTheCommand() {
        var e = assertThrows(ParameterException.class, () -> cohort("--part", "val"));
        assertEquals("evaluate", e.getCommandLine().getCommandName());
    }
}
