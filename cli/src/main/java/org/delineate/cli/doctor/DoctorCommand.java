package org.delineate.cli.doctor;

import java.util.List;
import org.delineate.cli.console.Examples;
import org.delineate.cli.console.Lines;
import org.delineate.cli.console.Output;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows what the program finds on this machine. */
@Command(
        name = "doctor",
        description = {"Checks this machine: what is used of it, and what to do about the rest."},
        footerHeading = Examples.HEADING,
        footer = {"  delineate doctor", "  delineate doctor --json"})
public final class DoctorCommand implements Runnable {
    @Mixin
    private Output output;

    @Override
    public void run() {
        List<Finding> findings = MachineCheck.findings();
        Lines text = new Lines();
        for (Finding f : findings) {
            text.add("%-7s %-21s %s", f.advice().isEmpty() ? "ok" : "advice", f.what(), f.found());
            if (!f.advice().isEmpty()) {
                text.add("%30s%s", "", f.advice());
            }
        }
        output.result(text.toString(), findings);
    }
}
