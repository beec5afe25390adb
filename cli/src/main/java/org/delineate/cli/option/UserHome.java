package org.delineate.cli.option;

import java.nio.file.Path;

/** Finds the home folder of the user as the shell sees it. */
public final class UserHome {
    private UserHome() {}

    /** The variable HOME, which also users without an entry in the system's table have; else what Java was told. */
    public static Path path() {
        String home = System.getenv("HOME");
        return home != null && Path.of(home).isAbsolute() ? Path.of(home) : Path.of(System.getProperty("user.home"));
    }
}
