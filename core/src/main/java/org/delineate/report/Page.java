package org.delineate.report;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.delineate.file.AtomicFile;

/**
 * Fills a template of this package: a page that needs no other file, no script and no network.
 *
 * <p>The page is well-formed XML. Every text of a file or a user is escaped, and characters that XML forbids are
 * replaced. An empty text is as good as none to a section.
 */
final class Page {
    private Page() {}

    /** Writes it completely or not at all. */
    static void write(Path html, String template, Map<String, Object> content) {
        Map<String, Object> all = new LinkedHashMap<>(content);
        all.put("style", resource("report.css"));
        Template compiled = Mustache.compiler()
                .withFormatter(value -> legible(String.valueOf(value)))
                .emptyStringIsFalse(true)
                .compile(resource(template));
        AtomicFile.write(html, compiled.execute(all));
    }

    /** Characters that no XML document may hold, for instance in a file's name, become visible replacements. */
    static String legible(String text) {
        return text.replaceAll("[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]", "\uFFFD");
    }

    private static String resource(String name) {
        try (InputStream in = Page.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
