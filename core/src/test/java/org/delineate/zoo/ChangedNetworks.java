package org.delineate.zoo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the networks that a change of files can alter: a network depends on every block and network that its source
 * names, directly or through others, and on its golden cases; all networks depend on everything else.
 */
final class ChangedNetworks {
    private static final Path SOURCES = Path.of("src/main/java/org/delineate");
    private static final Pattern NAME = Pattern.compile("\\b[A-Z]\\w*");
    private static final Pattern JAVA = Pattern.compile("src/main/java/org/delineate/(block|zoo)/(\\w+)\\.java");
    private static final Pattern GOLDEN = Pattern.compile("src/test/resources/golden/(?:shapes/)?(\\w+)\\.json");
    /** Rooms that come after the networks, and tests: they alter no network's output. */
    private static final Pattern AFTER = Pattern.compile("src/main/java/org/delineate/"
            + "(file|image|checkpoint|onnx|dataset|metric|sample|model|infer|train|lab|report)/.*"
            + "|src/test/java/.*|src/test/python/.*");

    private final Map<String, Set<String>> names = new HashMap<>(); // of a block or network: what its source names

    /** @param sources text by class name, of all blocks and networks */
    ChangedNetworks(Map<String, String> sources) {
        sources.forEach((name, text) -> {
            Set<String> found = new HashSet<>();
            NAME.matcher(text).results().map(MatchResult::group).forEach(found::add);
            found.retainAll(sources.keySet());
            names.put(name, found);
        });
    }

    /** Asks git for the files of core that differ from a commit, new ones included. */
    static Set<Zoo> since(String commit) {
        Map<String, String> sources = new HashMap<>();
        for (String room : List.of("block", "zoo")) {
            try (Stream<Path> files = Files.list(SOURCES.resolve(room))) {
                for (Path file : files.toList()) {
                    sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        Set<String> changed = new TreeSet<>(git("diff", "--name-only", "--relative", commit, "--", "."));
        changed.addAll(git("ls-files", "--others", "--exclude-standard"));
        return new ChangedNetworks(sources).by(changed);
    }

    /** @param files that changed, relative to the folder of core */
    Set<Zoo> by(Collection<String> files) {
        Set<String> classes = new HashSet<>();
        Set<String> cases = new HashSet<>();
        for (String file : files) {
            Matcher source = JAVA.matcher(file);
            Matcher golden = GOLDEN.matcher(file);
            if (source.matches()
                    && (isNetwork(source.group(2)) || source.group(1).equals("block"))) {
                classes.add(source.group(2));
            } else if (golden.matches()) {
                cases.add(golden.group(1));
            } else if (!AFTER.matcher(file).matches()) {
                return Set.of(Zoo.values());
            }
        }
        Set<Zoo> networks = new TreeSet<>();
        for (Zoo z : Zoo.values()) {
            String name = z.outline(3, 1).getClass().getSimpleName();
            if (reaches(name, classes, new HashSet<>()) || z.goldens().stream().anyMatch(cases::contains)) {
                networks.add(z);
            }
        }
        return networks;
    }

    private boolean reaches(String name, Set<String> changed, Set<String> seen) {
        return changed.contains(name)
                || seen.add(name)
                        && !name.equals("Zoo")
                        && names.getOrDefault(name, Set.of()).stream().anyMatch(n -> reaches(n, changed, seen));
    }

    private static boolean isNetwork(String name) {
        try {
            Class<?> found = Class.forName("org.delineate.zoo." + name);
            return Network.class.isAssignableFrom(found) && found != Network.class;
        } catch (ClassNotFoundException e) {
            return true; // it was deleted: whoever named it has changed too
        }
    }

    private static List<String> git(String... arguments) {
        try {
            Process git = new ProcessBuilder(Stream.concat(Stream.of("git"), Stream.of(arguments))
                            .toList())
                    .redirectErrorStream(true)
                    .start();
            String out = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (git.waitFor() != 0) {
                throw new IllegalStateException("git " + String.join(" ", arguments) + ": " + out.strip());
            }
            return out.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException("git cannot be run; leave -Pchanged away", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
