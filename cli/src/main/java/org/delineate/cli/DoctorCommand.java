package org.delineate.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.delineate.cli.console.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what the program finds on this machine. */
@Command(name = "doctor", description = "Check this machine: what is used of it, and what to do about the rest.")
final class DoctorCommand implements Runnable {
    @Mixin
    private Output output;

    @Override
    public void run() {
        List<Finding> findings = MachineCheck.findings();
        String text = findings.stream()
                .map(f -> String.format(
                        Locale.ROOT,
                        "%-7s %-21s %s%s",
                        f.advice().isEmpty() ? "ok" : "advice",
                        f.what(),
                        f.found(),
                        f.advice().isEmpty() ? "" : "\n" + " ".repeat(30) + f.advice()))
                .collect(Collectors.joining("\n"));
        output.result(text, findings);
    }
}
