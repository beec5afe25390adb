package org.delineate.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.delineate.cli.console.Completion;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Lines;
import org.delineate.cli.console.ManPage;
import org.delineate.cli.console.Output;
import org.delineate.cli.option.UserHome;
import org.delineate.file.AtomicFile;
import org.delineate.file.Build;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts the program where a shell finds it, with its man pages and completion. */
@Command(
        name = "install",
        description = {
            "Puts a link to this program, its man pages and completion for bash and zsh into a folder.",
            "What is there under the same names is replaced; nothing else is touched."
        },
        footerHeading = Examples.HEADING,
        footer = {"  ./delineate install", "  sudo ./delineate install --to /usr/local"})
final class InstallCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "Folder with bin/ and share/ to write to (default: .local in your home folder).")
    private Path to;

    @Mixin
    private Output output;

    private record Result(String program, List<String> files) {}

    @Override
    public void run() {
        String home = System.getProperty("delineate.home");
        if (home == null) {
            throw new IllegalArgumentException("what is installed is the program ./delineate; start it with that");
        }
        Path folder = (to == null ? UserHome.path().resolve(".local") : to).toAbsolutePath();
        CommandLine root = spec.root().commandLine();
        List<String> files = new ArrayList<>();
        Path share = folder.resolve("share");
        ManPage.commands(root.getCommandSpec())
                .forEach(c -> files.add(write(
                        share.resolve("man/man1/" + ManPage.name(c) + ".1"),
                        ManPage.of(c, "Delineate " + Build.CURRENT))));
        String name = root.getCommandName();
        files.add(write(share.resolve("bash-completion/completions/" + name), Completion.BASH.script(root)));
        files.add(write(share.resolve("zsh/site-functions/_" + name), Completion.ZSH.script(root)));
        Path program = link(folder.resolve("bin").resolve(name), Path.of(home, name));
        Lines text = new Lines();
        text.add("%s", program);
        text.add("man pages and completion: %s", share);
        if (!List.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .contains(program.getParent().toString())) {
            output.note("your PATH does not have this folder yet: export PATH=\"" + program.getParent() + ":$PATH\"");
        }
        output.result(text.toString(), new Result(program.toString(), files));
    }

    private static String write(Path file, String text) {
        AtomicFile.write(file, text);
        return file.toString();
    }

    private static Path link(Path link, Path program) {
        try {
            Files.createDirectories(link.getParent());
            if (Files.exists(link) && !Files.isSymbolicLink(link)) {
                throw new IllegalArgumentException(link + " is there and no link: remove it, or give another --to");
            }
            Files.deleteIfExists(link);
            return Files.createSymbolicLink(link, program);
        } catch (IOException e) {
            throw new UncheckedIOException(link + ": " + e.getMessage(), e);
        }
    }
}
