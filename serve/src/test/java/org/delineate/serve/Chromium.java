package org.delineate.serve;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Is this machine's Chromium without a window, driven through this machine's Node.js. */
final class Chromium implements AutoCloseable {
    private static final Path PICTURES = Path.of("target", "page");
    private static final String AXE = resource("/axe/axe.min.js");
    private static final List<String> RULES =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice");

    private final Playwright playwright;
    private final Browser browser;
    private final List<String> problems = new ArrayList<>();

    private Chromium(Path chromium, Path node) {
        System.setProperty("playwright.nodejs.path", node.toString());
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--force-color-profile=srgb")));
    }

    /** Says why there is none on this machine; empty where there is one. */
    static Optional<String> missing() {
        if (executable("chromium").isEmpty()) {
            return Optional.of("no chromium on the PATH; on Debian: apt-get install chromium");
        }
        return executable("node").isEmpty()
                ? Optional.of("no node on the PATH; on Debian: apt-get install nodejs")
                : Optional.empty();
    }

    static Chromium start() {
        return new Chromium(
                executable("chromium").orElseThrow(), executable("node").orElseThrow());
    }

    private static Optional<Path> executable(String name) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Opens a page in a session of its own; what goes wrong in it is remembered. */
    Page open(String language, int width, int height) {
        BrowserContext context = browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(ColorScheme.DARK)
                .setLocale(language)
                .setAcceptDownloads(true));
        context.setDefaultTimeout(20_000);
        Page page = context.newPage();
        page.onPageError(problems::add);
        page.onConsoleMessage(message -> {
            // a refused request is told here too; whether it should be refused is for each test to say
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                problems.add(message.text());
            }
        });
        return page;
    }

    /** Returns errors of scripts and violations of the content security policy. */
    List<String> problems() {
        return problems;
    }

    /**
     * Lists what hinders a disabled reader in a view: all in dark, contrast in light too; with {@code -Ddelineate.pages=write} both are
     * pictured in {@code target/page}.
     */
    static List<String> look(Page page, String name) {
        List<String> hindrances = new ArrayList<>();
        if (!(boolean) page.evaluate("'axe' in window")) {
            page.evaluate(AXE);
        }
        for (ColorScheme light : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(light));
            String file = name + (light == ColorScheme.LIGHT ? "-light" : "");
            if ("write".equals(System.getProperty("delineate.pages"))) {
                page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve(file + ".png")));
            }
            Object found = page.evaluate(
                    "async only => (await axe.run(document, {runOnly: only, resultTypes: ['violations']}))"
                            + ".violations.flatMap(v => v.nodes.map(n => v.id + ' at ' + n.target.join(' ')))",
                    light == ColorScheme.DARK
                            ? Map.of("type", "tag", "values", RULES)
                            : Map.of("type", "rule", "values", List.of("color-contrast")));
            ((List<?>) found).forEach(one -> hindrances.add(file + ": " + one));
        }
        return hindrances;
    }

    private static String resource(String name) {
        try (InputStream in = Chromium.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
