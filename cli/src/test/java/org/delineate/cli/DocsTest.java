package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.delineate.cli.console.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of the documentation, as they are printed: links lead somewhere, commands are taken, Java compiles. */
class DocsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(<?([^)\\s>]+)>?\\)");
    private static final Pattern BLOCK = Pattern.compile(
            "(?:<!-- given: (.*?) -->\\n\\n?)?^```(\\w*)\\n(.*?)^```", Pattern.DOTALL | Pattern.MULTILINE);

    @TempDir
    private Path folder;

    private static List<Path> pages() {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
                Stream<Path> models = Files.walk(ROOT.resolve("models"));
                Stream<Path> top = Files.list(ROOT)) {
            return Stream.of(docs, models, top, Stream.of(ROOT.resolve("demo/README.md")))
                    .flatMap(s -> s)
                    .filter(f -> f.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives the links to files of the repository, as they stand in the page. */
    private static List<String> links(Path page) {
        Matcher link = LINK.matcher(text(page).replaceAll("(?s)```.*?```", "").replaceAll("`[^`\n]*`", ""));
        return link.results()
                .map(m -> m.group(1))
                .filter(l -> !l.matches("(https?|mailto):.*"))
                .toList();
    }

    private static Set<String> anchors(Path page) {
        return text(page)
                .replaceAll("(?s)```.*?```", "")
                .lines()
                .filter(l -> l.matches("#+ .*"))
                .map(l -> l.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    @Test
    void everyLinkLeadsToAFileAndAHeading() {
        Set<String> broken = new TreeSet<>();
        for (Path page : pages()) {
            for (String link : links(page)) {
                String[] parts = link.split("#", 2);
                Path target = parts[0].isEmpty()
                        ? page
                        : page.resolveSibling(parts[0].replace("%20", " ")).normalize();
                boolean heading = parts.length < 2
                        || Files.exists(target) && anchors(target).contains(parts[1]);
                if (!Files.exists(target) || !heading) {
                    broken.add(ROOT.relativize(page) + " -> " + link);
                }
            }
        }
        assertEquals(Set.of(), broken);
    }

    @Test
    void everyPageIsReachedFromTheReadme() {
        Set<Path> reached = new TreeSet<>();
        Deque<Path> open = new ArrayDeque<>(List.of(ROOT.resolve("README.md")));
        while (!open.isEmpty()) {
            Path page = open.pop();
            if (reached.add(page)) {
                links(page).stream()
                        .map(l -> page.resolveSibling(l.split("#")[0]).normalize())
                        .filter(f -> f.toString().endsWith(".md") && Files.exists(f))
                        .forEach(open::push);
            }
        }
        Set<Path> missed = new TreeSet<>(pages());
        missed.removeAll(reached);
        assertEquals(Set.of(), missed);
    }

    @Test
    void everyFolderOfPagesHasAnIndexOfThem() {
        Set<Path> missed = new TreeSet<>();
        for (Path folder : List.of(ROOT.resolve("docs"), ROOT.resolve("docs/results"))) {
            List<String> listed = links(folder.resolve("README.md"));
            pages().stream()
                    .filter(p -> p.getParent().equals(folder) && !p.endsWith("README.md"))
                    .filter(p -> !listed.contains(p.getFileName().toString()))
                    .forEach(missed::add);
        }
        assertEquals(Set.of(), missed);
    }

    @Test
    void everyCommandIsTaken() {
        int count = 0;
        Map<String, String> refused = new TreeMap<>();
        for (Path page : pages()) {
            Matcher block = BLOCK.matcher(text(page));
            while (block.find()) {
                if (!block.group(2).matches("(sh|bash)?")) {
                    continue;
                }
                for (String line : CommandLines.of(block.group(3))) {
                    boolean pattern = line.matches(".*(\\[|\\||<|\\.\\.\\.|\u2026).*"); // says what may stand there
                    if (!pattern) {
                        count++;
                        try {
                            CommandLines.parse(line);
                        } catch (AssertionError e) {
                            refused.put(
                                    ROOT.relativize(page) + ": " + line,
                                    e.getMessage().replaceFirst("; known: .*", ""));
                        }
                    }
                }
            }
        }
        assertEquals(Map.of(), refused);
        assertTrue(count > 80, count + " command lines found");
    }

    /** A block is a file of its own, or imports and statements; what it takes as given stands in a comment above it. */
    @Test
    void everyJavaBlockCompilesWithItsImports() {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<JavaFileObject> sources = new ArrayList<>();
        for (Path page : pages()) {
            Matcher block = BLOCK.matcher(text(page));
            while (block.find()) {
                if (block.group(2).equals("java")) {
                    String given = block.group(1) == null ? "" : block.group(1);
                    sources.add(source(page.getFileName() + " " + sources.size(), block.group(3), given));
                }
            }
        }
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        List<String> options =
                List.of("-proc:none", "-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
        compiler.getTask(null, null, said, options, null, sources).call();
        List<String> errors = said.getDiagnostics().stream()
                .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
                .map(d -> d.getSource().getName() + ":" + d.getLineNumber() + ": " + d.getMessage(Locale.ROOT))
                .toList();
        assertEquals(List.of(), errors);
        assertTrue(sources.size() >= 8, sources.size() + " blocks found");
    }

    private static JavaFileObject source(String where, String code, String given) {
        Matcher type = Pattern.compile("^public (?:final )?class (\\w+)", Pattern.MULTILINE)
                .matcher(code);
        boolean whole = type.find();
        String name = whole ? type.group(1) : "Block" + where.replaceAll("\\W", "");
        String text = whole ? code : statements(name, code, given);
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }

            @Override
            public String getName() {
                return where;
            }
        };
    }

    private static String statements(String name, String code, String given) {
        Map<Boolean, List<String>> lines =
                code.lines().collect(Collectors.partitioningBy(l -> l.startsWith("import ")));
        return String.join("\n", lines.get(true)) + "\nclass " + name + " { static void run(" + given
                + ") throws Exception {\n" + String.join("\n", lines.get(false)) + "\n} }\n";
    }

    @Test
    void theTableOfExitCodesIsThatOfTheProgram() {
        String page = text(ROOT.resolve("docs/command-line.md"));
        for (Exit exit : Exit.values()) {
            String row = "| " + exit.code() + " | " + exit.meaning() + " |";
            assertTrue(page.contains(row), "docs/command-line.md lacks the row\n" + row);
        }
    }
}
