package org.delineate.cli;

import static org.delineate.cli.DocsSandbox.ROOT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.delineate.file.Json;
import org.delineate.sample.Preprocess;
import org.delineate.train.PartialConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;

/**
 * With -Ddelineate.long: every block of commands in the documentation, run as it is printed by a shell, with the
 * launcher, in a folder that has what the names stand for. What each printed is left in cli/target/docs. It runs alone:
 * the launcher builds the checkout where sources are newer, which would disturb other tests.
 */
@EnabledIfSystemProperty(named = "delineate.long", matches = "true")
class DocsRunTest {
    /** Runs the blocks of those pages only whose names this is found in. */
    private static final Pattern CHOSEN = Pattern.compile(System.getProperty("delineate.page", ""));

    private static final Path SAID = Path.of("target/docs").toAbsolutePath();
    private static final String PYTHON = System.getProperty("python", "python3");
    private static final int MOST_MINUTES = 20;

    private static final Pattern BLOCK = Pattern.compile("^```(\\w*)\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern COMMAND = Pattern.compile(
            "(?m)\\A(#.*\\n|\\s)*(\\./delineate |delineate |git |mvn |java |curl |cd |spark-submit |bench/)");

    /** Its blocks go on with what those before have written, and take minutes: nothing in it is bounded. */
    private static final String TOUR = "docs/tour.md";

    /** Lines that are left out, and why. */
    private static final Map<String, String> NOT_RUN = Map.of(
            "^mvn .*", "builds or tests this checkout itself, as the gate and the profiles do",
            "^cd core/src/test/python .*", "records the golden case of a network anew",
            "^bench/.*", "takes up to hours, and peers that are not there",
            "^sudo .*", "writes to the system",
            "^spark-submit .*", "needs a cluster, as ClusterTest starts one",
            ".* https://pacs:8042/.*", "needs a DICOMweb server, as OrthancTest starts one",
            ".* --device cuda .*", "needs a GPU",
            ".* --mask-values .*", "each line is for other masks, which MaskValuesTest has");

    /** What is run in place of what is printed, and why. */
    private record Departure(String printed, String run, String why) {}

    private static final List<Departure> BOUNDS = List.of(
            new Departure("(delineate train .*--resume.*) --epochs \\d+", "$1 --epochs 2", "hours"),
            new Departure("(delineate train (?!.*--resume).*) --epochs \\d+", "$1", "hours"),
            new Departure("(delineate train (?!.*--resume).*) --size \\d+", "$1", "hours"),
            new Departure("delineate train (?!.*--resume)", "delineate train --size 64 --epochs 1 ", "hours"),
            new Departure("delineate denoise train ", "delineate denoise train --steps 20 ", "hours"));

    private static final List<Departure> DEPARTURES = List.of(
            new Departure("PATH\\.\\.\\.", "PATH", "a pattern, filled"),
            new Departure("\\[(--[^\\]]*)]", "$1", "a pattern, filled"),
            new Departure("--network ID", "--network unext-s", "a pattern, filled"),
            new Departure("10\\.0\\.0\\.1:29500", "localhost:29511", "the machines are this one"),
            new Departure("(.*--rank 0 [^#]*).*", "$1 & first=\\$!", "the machines are this one"),
            new Departure("(.*--rank 1 [^#]*).*", "$1; wait \\$first", "the machines are this one"),
            new Departure("http://localhost:5000", "\\$MLFLOW", "the server of MlflowTest"),
            new Departure("^(\\./delineate serve\\b)", "serving $1", "is asked for its page, and ended"),
            new Departure("localhost:8080", "\\$ADDRESS", "a server on a free port, with the account"),
            new Departure("\"password\":\"\u2026\"", "\"password\":\"'\"\\$PASSWORD\"'\"", "the account's"),
            new Departure("^(curl .*?) +# \u2192 csrf$", "account; CSRF=\\$($1 | field csrf)", "what it answers"),
            new Departure("^(curl .*?) +# \u2192 id$", "ID=\\$($1 | field id)", "what it answers"));

    @TempDir
    private static Path shared;

    private static DocsSandbox sandbox;
    private static MlflowServer mlflow;

    @BeforeAll
    static void begin() throws Exception {
        sandbox = new DocsSandbox(shared);
        mlflow = new MlflowServer();
        Files.createDirectories(SAID);
        String built = "./delineate --version; ./delineate archive --help";
        assertEquals(0, shell(Files.createDirectory(shared.resolve("first")), built, "first"));
    }

    @AfterAll
    static void end() {
        mlflow.close();
    }

    /** @param line at which it begins */
    private record Block(String page, int line, String language, String text) {
        String name() {
            return page + ":" + line;
        }

        String file() {
            return name().replaceAll("\\W", "-");
        }

        boolean isCommands() {
            return language.isEmpty() && COMMAND.matcher(text).find();
        }

        List<String> lines() {
            return text.replaceAll("\\\\\\n\\s*", "").lines().toList();
        }
    }

    private static List<Block> blocks() throws IOException {
        List<Path> pages = new ArrayList<>();
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            docs.filter(f -> f.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        Stream.of("README.md", "models/README.md", "demo/README.md")
                .map(ROOT::resolve)
                .forEach(pages::add);
        List<Block> blocks = new ArrayList<>();
        for (Path page : pages) {
            String text = Files.readString(page);
            Matcher block = BLOCK.matcher(text);
            while (block.find()) {
                int line = 1 + (int) text.substring(0, block.start()).lines().count();
                blocks.add(new Block(ROOT.relativize(page).toString(), line, block.group(1), block.group(2)));
            }
        }
        return blocks;
    }

    private static List<Block> chosen(String language) throws IOException {
        return blocks().stream()
                .filter(b -> CHOSEN.matcher(b.page()).find())
                .filter(b -> language.isEmpty() ? b.isCommands() : b.language().equals(language))
                .toList();
    }

    @TestFactory
    Stream<DynamicTest> everyBlockOfCommandsRuns(@TempDir Path folder) throws Exception {
        Path tour = Files.createDirectories(folder.resolve("tour"));
        return chosen("").stream()
                .filter(b -> !commands(b).isBlank())
                .map(b -> DynamicTest.dynamicTest(b.name(), () -> {
                    Path own = b.page().equals(TOUR) ? tour : folder.resolve(b.file());
                    run(b, Files.createDirectories(own));
                }));
    }

    private static void run(Block block, Path folder) throws Exception {
        String commands = commands(block);
        if (!block.page().equals(TOUR) || Files.notExists(folder.resolve("demo"))) {
            sandbox.fill(folder, commands);
        }
        String name = block.file();
        int code = shell(folder, commands, name);
        assertEquals(0, code, () -> block.name() + "\n" + block.text() + "\n" + said(name));
        assertTrue(!said(name).contains("Exception"), () -> said(name));
    }

    /** The commands of a block: without the lines that are not run, with the departures. */
    private static String commands(Block block) {
        return block.lines().stream()
                .filter(line -> NOT_RUN.keySet().stream().noneMatch(line::matches))
                .map(line -> depart(line, block.page().equals(TOUR) ? List.of() : BOUNDS))
                .map(line -> depart(line, DEPARTURES))
                .collect(Collectors.joining("\n"));
    }

    private static String depart(String line, List<Departure> departures) {
        String run = line;
        for (Departure d : departures) {
            run = run.replaceAll(d.printed(), d.run());
        }
        return run;
    }

    /** Runs commands as a user of an empty home would. @return the exit code */
    private static int shell(Path folder, String commands, String name) throws Exception {
        Path home = Files.createDirectories(shared.resolve("home"));
        Files.writeString(home.resolve(".curlrc"), "silent\nshow-error\nfail-with-body\n");
        Path script = Files.writeString(
                shared.resolve("block.sh"),
                Files.readString(Path.of("src/test/resources/docs/prelude.sh")) + "set -v\n" + commands + "\n");
        if (Files.notExists(folder.resolve("delineate")) && !commands.startsWith("git ")) {
            Files.createSymbolicLink(folder.resolve("delineate"), ROOT.resolve("delineate"));
        }
        ProcessBuilder shell = new ProcessBuilder("bash", "-e", "-o", "pipefail", script.toString())
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(SAID.resolve(name + ".txt").toFile());
        Map<String, String> environment = shell.environment();
        String natives = System.getProperty(
                "org.bytedeco.javacpp.cachedir", Path.of(System.getProperty("user.home"), ".javacpp/cache") + "");
        environment.keySet().removeIf(v -> v.matches("(GOMP|OPENBLAS|MALLOC|DELINEATE)_.*")); // those of the tests
        environment.put("HOME", home.toString());
        environment.put("JAVA_OPTS", "-Duser.home=" + home + " -Dorg.bytedeco.javacpp.cachedir=" + natives);
        environment.put("PATH", home.resolve(".local/bin") + ":" + environment.get("PATH"));
        environment.put("MLFLOW", mlflow.url());
        Process process = shell.start();
        if (!process.waitFor(MOST_MINUTES, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        try (Stream<Path> links = Files.list(folder)) { // JUnit warns of links that lead out
            for (Path link : links.filter(Files::isSymbolicLink).toList()) {
                Files.delete(link);
            }
        }
        return process.waitFor();
    }

    private static String said(String name) {
        try {
            return Files.readString(SAID.resolve(name + ".txt"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** A line that was left out, or a departure that was made, once is not kept for nothing. */
    @Test
    void everyExceptionIsNeeded() throws IOException {
        List<String> lines = blocks().stream()
                .filter(Block::isCommands)
                .flatMap(b -> b.lines().stream())
                .toList();
        assertTrue(lines.size() > 90, lines.size() + " lines of commands found");
        Set<String> needless = new TreeSet<>();
        NOT_RUN.keySet().stream()
                .filter(p -> lines.stream().noneMatch(l -> l.matches(p)))
                .forEach(needless::add);
        Stream.concat(BOUNDS.stream(), DEPARTURES.stream())
                .map(Departure::printed)
                .filter(p -> lines.stream().noneMatch(Pattern.compile(p).asPredicate()))
                .forEach(needless::add);
        assertEquals(Set.of(), needless);
    }

    @TestFactory
    Stream<DynamicTest> everyJsonIsRead(@TempDir Path folder) throws IOException {
        return chosen("json").stream()
                .map(b -> DynamicTest.dynamicTest(b.name(), () -> {
                    boolean whole = b.text().startsWith("{");
                    Path file =
                            Files.writeString(folder.resolve("block.json"), whole ? b.text() : "{" + b.text() + "}");
                    if (whole) {
                        Json.read(file, Preprocess.class);
                    } else {
                        PartialConfig.read(file)
                                .with(Map.of("network", "unext-s"))
                                .complete();
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> everyPythonIsRun(@TempDir Path folder) throws IOException {
        return chosen("python").stream()
                .map(b -> DynamicTest.dynamicTest(b.name(), () -> {
                    String name = b.file();
                    Path own = Files.createDirectories(folder.resolve(name));
                    Files.writeString(own.resolve("block.py"), b.text());
                    assertEquals(0, shell(own, PYTHON + " -m py_compile block.py", name), () -> said(name));
                    String imports = b.text()
                            .lines()
                            .filter(l -> l.matches("(import|from) .*"))
                            .collect(Collectors.joining("\n"));
                    Files.writeString(own.resolve("imports.py"), imports);
                    assumeTrue(
                            shell(own, PYTHON + " imports.py", name) == 0, () -> "not installed here: " + said(name));
                    sandbox.fill(own, "lesion.onnx picture.png");
                    String before = b.text().contains("DIR/results") ? "./delineate archive PICTURES --out DIR\n" : "";
                    sandbox.fill(own, before);
                    String run = before + PYTHON + " block.py lesion.onnx picture.png";
                    assertEquals(0, shell(own, run, name), () -> said(name));
                }));
    }

    @Test
    void everyXmlNamesThisVersion() throws Exception {
        Element project = xml(Files.readAllBytes(Path.of("pom.xml")));
        for (Block block : chosen("xml")) {
            Element dependency = xml(block.text().getBytes(StandardCharsets.UTF_8));
            for (String tag : List.of("groupId", "version")) {
                assertEquals(text(project, tag), text(dependency, tag), block.name());
            }
            assertTrue(
                    Files.exists(ROOT.resolve(text(dependency, "artifactId").replace("delineate-", ""))), block.name());
        }
    }

    private static Element xml(byte[] text) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(text))
                .getDocumentElement();
    }

    private static String text(Element element, String tag) {
        return element.getElementsByTagName(tag).item(0).getTextContent();
    }
}
