package org.delineate.report;

import com.samskivert.mustache.Mustache;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.delineate.file.AtomicFile;

/**
 * Fills a template: a page that needs no other file, no script and no network.
 *
 * <p>The page is well-formed XML. Every text of a file or a user is escaped, and characters that XML forbids are
 * replaced. An empty text is as good as none to a section.
 */
public final class Page {
    private Page() {}

    /** Writes a page of this package completely or not at all. */
    static void write(Path html, String template, Map<String, Object> content) {
        AtomicFile.write(html, of(Page.class, template, content));
    }

    /** Fills the template that lies beside a class; {@code style} is that of all pages. */
    public static String of(Class<?> owner, String template, Map<String, Object> content) {
        Map<String, Object> all = new LinkedHashMap<>(content);
        all.put("style", resource(Page.class, "report.css"));
        return Mustache.compiler()
                .withFormatter(value -> legible(String.valueOf(value)))
                .emptyStringIsFalse(true)
                .compile(resource(owner, template))
                .execute(all);
    }

    /** Characters that no XML document may hold, for instance in a file's name, become visible replacements. */
    public static String legible(String text) {
        return text.replaceAll("[^\\t\\n\\r\\x{20}-\\x{D7FF}\\x{E000}-\\x{FFFD}\\x{10000}-\\x{10FFFF}]", "\uFFFD");
    }

    private static String resource(Class<?> owner, String name) {
        try (InputStream in = owner.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
