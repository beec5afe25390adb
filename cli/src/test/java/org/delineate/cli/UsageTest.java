package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.delineate.cli.console.Exit;
import org.delineate.cli.console.ManPage;
import org.delineate.loss.Loss;
import org.delineate.train.TrainOption;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class UsageTest {
    /** Labels of options that take names or numbers; others take files, addresses and texts. */
    private static final Pattern TAKEN = Pattern.compile(
            "N|K|X|M|P|NAME|ID|PERCENT|KIND|HOW|PLACE|HxW|N\\|HxW|70/10/20" + "|MM.*|RULE|applied.*|FORMAT.*");

    /** Names that a user chooses, those of data sets, which only the data know, and numbers that may be negative. */
    private static final Set<String> FREE = Set.of(
            "--seed",
            "--most-points",
            "--key",
            "--prefix",
            "--part",
            "--mlflow-experiment",
            "--split",
            "--fold",
            "--accession",
            "--patient");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trian",
                "help trian",
                "data splt",
                "data split x --out y",
                "data split x --out y --ratio a/b",
                "data split x --out y --ratio 80/20 --folds 5",
                "train",
                "train --data x --network unet",
                "train --data x --out y --network unnet",
                "train --data x --out y --network unext-s --epochs many",
                "train --data x --out y --network unext-s --epochs 2.5",
                "train --data x --out y --network unext-s --epochs 0",
                "train --data x --out y --network unext-s --size 100",
                "train --data x --out y --network unext-s --augment wild",
                "train --data x --out y --network unext-s --fit bend",
                "train --data x --out y --network unext-s --max-minutes 0",
                "train --data x --out y --network unext-s --resume --split z",
                "compare",
                "compare x",
                "compare x y --metric dise",
                "evaluate --data x",
                "tune",
                "tune --data x --normals-empty 2",
                "robustness --data x",
                "robustness --data x --out y --seed z",
                "experiment",
                "experiment x --jobs 0",
                "experiment x --data y",
                "evaluate --model x --data y --out z --batch none",
                "segment --model x --out y",
                "denoise",
                "denoise x --filter sharpen",
                "denoise x --strength 0",
                "denoise x --strength 5",
                "denoise train --data x --train-list y --val-list z",
                "denoise train --data x --train-list y --val-list z --out o --steps 0",
                "denoise measure --data x --out y",
                "optimize",
                "optimize --network unet --model x",
                "export --model x",
                "export --model x --onnx y --batch many",
                "import x --network unet",
                "import x --out y",
                "import --network unet --out y",
                "parity"
            })
    void answersWrongUsageWithTwoAndOneLine(String line) {
        Cli answer = Cli.run((Object[]) line.split(" ", line.isEmpty() ? 1 : 0));
        assertEquals(2, answer.code(), answer.err());
        assertEquals("", answer.out());
        assertTrue(answer.err().startsWith("delineate: "), answer.err());
        assertTrue(answer.err().lines().count() <= 4, answer.err());
        assertFalse(answer.err().contains("Exception"), answer.err());
    }

    @Test
    void namesTheNetworksForAnUnknownOne() {
        Cli answer = Cli.run("train", "--data", "x", "--out", "y", "--network", "unnet");
        assertEquals(2, answer.code());
        for (Zoo known : Zoo.values()) {
            assertTrue(answer.err().contains(known.id()), known.id() + " in: " + answer.err());
        }
    }

    @Test
    void suggestsWhatWasMeant() {
        assertTrue(Cli.run("trian").err().contains("train"));
        assertTrue(Cli.run("segment", "x", "--precission", "y").err().contains("--precision"));
        for (String line : List.of("train --data x --out y --network unnet", "import x --out y --network unnet")) {
            String said = Cli.run((Object[]) line.split(" ")).err();
            assertTrue(said.contains("did you mean unet?"), said);
        }
        assertTrue(Cli.run("train", "--data", "x", "--out", "y", "--loss", "dise")
                .err()
                .contains("mean dice?"));
    }

    @Test
    void helpsWithoutWordsAndByTheWordHelp() {
        for (String line : List.of("", "help", "--help")) {
            Cli answer = Cli.run(line.isEmpty() ? new Object[0] : new Object[] {line});
            assertEquals(0, answer.code());
            assertTrue(answer.out().startsWith("Usage: delineate COMMAND"), answer.out());
        }
        assertEquals(
                Cli.run("segment", "--help").out(), Cli.run("help", "segment").out());
        assertEquals(
                Cli.run("data", "split", "--help").out(),
                Cli.run("help", "data", "split").out());
        assertEquals(Cli.run("data", "--help").out(), Cli.run("data").out());
    }

    /** Also what the list of commands shows: the first sentence, whole. */
    @Test
    void describesEachCommandInSentencesWithExamplesThatItTakes() {
        for (CommandSpec command :
                ManPage.commands(Main.commandLine().getCommandSpec()).toList()) {
            for (String sentence : command.usageMessage().description()) {
                assertTrue(sentence.matches("(?s)[A-Z`].*\\."), command.qualifiedName() + ": " + sentence);
            }
            boolean runs = command.subcommands().isEmpty();
            List<String> examples =
                    CommandLines.of(String.join("\n", command.usageMessage().footer()));
            assertTrue(!runs || !examples.isEmpty(), command.qualifiedName() + " has no example");
            examples.forEach(CommandLines::parse);
            for (OptionSpec option : command.options()) {
                String text = String.join(" ", option.description());
                assertTrue(
                        option.hidden() || text.matches("(?s)[A-Z`].*\\."),
                        command.qualifiedName() + " " + option.longestName() + ": " + text);
            }
        }
    }

    @Test
    void listsTheNamesThatAnOptionTakesAndEveryOptionUnderAHeading() {
        String help = Cli.run("train", "--help").out();
        for (String heading : List.of("Data set", "Network", "Loss and optimizer", "Learning rate", "General")) {
            assertTrue(help.contains("\n" + heading + ":\n"), heading + " in " + help);
        }
        String words = help.replaceAll("\\s+", " ");
        assertTrue(words.contains(String.join(", ", Loss.ids())), help);
        assertTrue(words.contains(String.join(", ", Zoo.ids())), help);
        assertTrue(words.contains("Optimizer: adam, adamw, sgd (default: adam"), help);
    }

    @Test
    void helpsOnEveryCommand() {
        for (String command : Set.of(
                "demo",
                "doctor",
                "networks",
                "train",
                "import",
                "export",
                "evaluate",
                "tune",
                "robustness",
                "models",
                "compare",
                "experiment",
                "segment",
                "denoise",
                "quantize",
                "parity",
                "optimize")) {
            Cli answer = Cli.run(command, "--help");
            assertEquals(0, answer.code());
            assertTrue(answer.out().startsWith("Usage: delineate " + command), answer.out());
        }
    }

    @Test
    void hasAnOptionWithMeaningForEachComponentOfAConfiguration() {
        String help = Cli.run("train", "--help").out();
        Set<String> missing = TrainOption.all().stream()
                .map(TrainOption::option)
                .filter(o -> !help.contains(o + "="))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(Set.of(), missing);
        assertFalse(help.contains("null"), help);
        assertTrue(help.contains("--learning-rate") && help.contains("--cache-mib"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data inspect nowhere",
                "data split nowhere --folds 5 --out x",
                "train --data nowhere --network unext-s --out x",
                "train --data nowhere --out x --resume --network unet",
                "train --data nowhere --out x --config nowhere.json",
                "compare nowhere nowhere",
                "evaluate --model nowhere --data nowhere --out x",
                "segment --model nowhere nowhere --out x",
                "denoise measure --data nowhere --list nowhere --out x",
                "segment --model nowhere.onnx nowhere --out x",
                "export --model nowhere --onnx x",
                "import nowhere --network unet --out x",
                "import nowhere.safetensors --network unet --out x",
                "parity nowhere"
            })
    void answersAMissingFileWithOneAndOneLineThatNamesIt(String line) {
        Cli answer = Cli.run(
                (Object[]) line.replace("nowhere", folder.resolve("nowhere").toString())
                        .replace(" x", " " + folder.resolve("x"))
                        .split(" "));
        assertEquals(1, answer.code(), answer.err());
        assertEquals("", answer.out());
        String last = answer.err().lines().reduce("", (a, b) -> b);
        assertTrue(last.startsWith("delineate: ") && last.contains(folder.toString()), answer.err());
        assertFalse(last.contains("Exception"), answer.err());
    }

    /** A name or number that no option takes is wrong usage in every command, and nothing is begun. */
    @Test
    void refusesSenselessValuesOfEveryOptionAlike() {
        Map<String, String> wrong = new TreeMap<>();
        for (CommandSpec command :
                ManPage.commands(Main.commandLine().getCommandSpec()).toList()) {
            for (OptionSpec option : command.options()) {
                boolean takes = !option.hidden()
                        && option.arity().max() > 0
                        && TAKEN.matcher(option.paramLabel()).matches();
                if (takes && !FREE.contains(option.longestName())) {
                    for (String value : List.of("bananas", "-1")) {
                        Cli answer = Cli.run(line(command, option, value));
                        if (answer.code() != Exit.WRONG_USAGE.code()) {
                            wrong.put(command.qualifiedName() + " " + option.longestName() + " " + value, answer.err());
                        }
                    }
                }
            }
        }
        assertEquals(Map.of(), wrong);
    }

    /** What the command needs, with files that are not there, and the option. */
    private Object[] line(CommandSpec command, OptionSpec option, String value) {
        List<String> words = new ArrayList<>(List.of(command.qualifiedName().split(" ")));
        words.remove(0);
        String nowhere = folder.resolve("nowhere").toString();
        command.options().stream()
                .filter(o -> o.required() && o.group() == null && o != option)
                .forEach(o ->
                        words.addAll(List.of(o.longestName(), o.longestName().equals("--network") ? "unet" : nowhere)));
        command.argGroups().stream()
                .filter(g -> g.multiplicity().min() > 0 && !g.options().contains(option))
                .forEach(g -> words.addAll(List.of(
                        g.options().get(0).longestName(),
                        g.options().get(0).longestName().equals("--ratio") ? "70/10/20" : nowhere)));
        words.add(option.longestName() + "=" + value);
        command.positionalParameters()
                .forEach(p -> words.addAll(Collections.nCopies(p.arity().min(), nowhere)));
        return words.toArray();
    }

    /** But for those that mean something else in each command. */
    @Test
    void explainsAnOptionOfSeveralCommandsInTheSameWords() {
        Set<String> several =
                Set.of("--data", "--model", "--out", "--precision", "--resume", "--seed", "--size", "--strict");
        Map<String, Set<String>> texts = new TreeMap<>();
        collect(Main.commandLine(), texts);
        texts.keySet().removeAll(several);
        texts.values().removeIf(t -> t.size() == 1);
        assertEquals(Map.of(), texts);
    }

    private static void collect(CommandLine command, Map<String, Set<String>> texts) {
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (!option.hidden()) {
                String text = String.join(" ", option.description()).replaceFirst(" \\(default: .*|\\.$", "");
                texts.computeIfAbsent(option.longestName(), name -> new TreeSet<>())
                        .add(text);
            }
        }
        command.getSubcommands().values().forEach(c -> collect(c, texts));
    }

    @Test
    void showsTheTraceOnlyWithDebug() {
        String[] line = {"data", "inspect", folder.resolve("nowhere").toString()};
        assertFalse(Cli.run((Object[]) line).err().contains("\tat "));
        assertTrue(Cli.run(line[0], line[1], line[2], "--debug").err().contains("\tat org.delineate"));
        assertTrue(Cli.run("--debug", line[0], line[1], line[2]).err().contains("\tat org.delineate"));
    }
}
