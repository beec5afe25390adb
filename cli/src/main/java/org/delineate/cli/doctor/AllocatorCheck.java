package org.delineate.cli.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Checks which allocator gives the engine its memory, and in which pages. */
final class AllocatorCheck {
    private static final Path MAPS = Path.of("/proc/self/maps");
    private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/transparent_hugepage/enabled");
    private static final Pattern ALLOCATOR = Pattern.compile("lib((?:tc|je|mi)malloc)[^/]*$");

    private AllocatorCheck() {}

    static void addTo(List<Finding> all) {
        if (!Files.exists(MAPS)) {
            all.add(Finding.ok("allocator", "the system's"));
            return;
        }
        all.add(allocator());
        if (Files.exists(HUGE_PAGES)) {
            all.add(hugePages());
        }
    }

    private static Finding allocator() {
        String loaded = loaded();
        if (loaded.equals("tcmalloc")) {
            return Finding.ok("allocator", loaded);
        }
        if (!loaded.isEmpty()) {
            return new Finding(
                    "allocator",
                    loaded,
                    "with its usual settings it gives large maps back at once; tcmalloc keeps them");
        }
        boolean keeps = "1".equals(System.getenv("MALLOC_ARENA_MAX"))
                && System.getenv("MALLOC_MMAP_THRESHOLD_") != null
                && System.getenv("MALLOC_TRIM_THRESHOLD_") != null;
        String better = "apt install libtcmalloc-minimal4";
        return keeps
                ? new Finding(
                        "allocator", "the system's, which keeps large maps", "tcmalloc needs less memory: " + better)
                : new Finding(
                        "allocator",
                        "the system's, which gives large maps back and fetches them anew",
                        "up to half of the processor time: start with ./delineate, or " + better);
    }

    private static String loaded() {
        try (Stream<String> lines = Files.lines(MAPS)) {
            return lines.map(ALLOCATOR::matcher)
                    .filter(Matcher::find)
                    .map(m -> m.group(1))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Finding hugePages() {
        try {
            String modes = Files.readString(HUGE_PAGES).strip();
            return Finding.ok("huge pages", modes.replaceAll(".*\\[(.*)].*", "$1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
