package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.delineate.loss.Loss;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What a shell completes, as bash itself says, and what {@code install} writes. */
@EnabledOnOs(OS.LINUX)
class CompletionTest {
    @TempDir
    private Path folder;

    @AfterEach
    void forget() {
        System.clearProperty("delineate.home");
    }

    private List<String> completed(String... words) throws Exception {
        Path script = folder.resolve("completion");
        Files.writeString(script, Cli.run("completion", "bash").out());
        String test = "compopt() { :; }; source '" + script + "'; COMP_WORDS=(delineate '" + String.join("' '", words)
                + "'); COMP_CWORD=" + words.length + "; _complete_delineate; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Process bash =
                new ProcessBuilder("bash", "-c", test).redirectErrorStream(true).start();
        String said = new String(bash.getInputStream().readAllBytes());
        assertEquals(0, bash.waitFor(), said);
        return said.lines().toList();
    }

    @Test
    void completesCommandsOptionsAndTheirNames() throws Exception {
        assertEquals(List.of("evaluate"), completed("ev"));
        assertEquals(List.of("--precision"), completed("segment", "--prec"));
        assertEquals(Loss.ids(), completed("train", "--loss", ""));
        assertEquals(Zoo.ids(), completed("train", "--network", ""));
        assertEquals(List.of("split", "subset"), completed("data", "s"));
        assertTrue(Cli.run("completion", "zsh").out().startsWith("#compdef delineate\n"));
    }

    @Test
    void installsALinkManPagesAndCompletion() throws Exception {
        Path home = Files.createDirectories(folder.resolve("home"));
        Files.writeString(home.resolve("delineate"), "the launcher");
        System.setProperty("delineate.home", home.toString());
        Path to = folder.resolve("to");
        for (int i = 0; i < 2; i++) {
            Cli answer = Cli.run("install", "--to", to);
            assertEquals(0, answer.code(), answer.err());
        }
        assertEquals("the launcher", Files.readString(to.resolve("bin/delineate")));
        String page = Files.readString(to.resolve("share/man/man1/delineate-data-split.1"));
        assertTrue(page.contains(".SH SYNOPSIS\n.B delineate data split\n"), page);
        assertTrue(page.contains(".B \\-\\-seed N\n"), page);
        assertTrue(Files.exists(to.resolve("share/zsh/site-functions/_delineate")));
        Files.delete(to.resolve("bin/delineate"));
        Files.writeString(to.resolve("bin/delineate"), "somebody's");
        Cli refused = Cli.run("install", "--to", to);
        assertEquals(1, refused.code());
        assertTrue(refused.err().contains("is there and no link"), refused.err());
    }
}
