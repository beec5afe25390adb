package org.delineate.cli.archive;

import java.util.ServiceLoader;
import org.delineate.cli.console.CommandLines;
import picocli.CommandLine;

/** Runs one command alone, as {@code spark-submit} does, which starts a class. */
public final class Submitted {
    private Submitted() {}

    /** Runs the command; ends the program where it fails. A cluster takes any exit of the driver for its end. */
    public static void run(Object command, String... arguments) {
        int code = CommandLines.of(command).execute(arguments);
        if (code != CommandLine.ExitCode.OK) {
            System.exit(code);
        }
    }

    /**
     * Finds the module that has Apache Spark.
     *
     * @throws IllegalArgumentException where it is not on the class path
     */
    public static ArchiveEngine engine() {
        return ServiceLoader.load(ArchiveEngine.class, ArchiveEngine.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "archives need Apache Spark, which is not on the class path; ./delineate archive adds it"));
    }
}
