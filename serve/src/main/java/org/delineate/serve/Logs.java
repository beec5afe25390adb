package org.delineate.serve;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the libraries from telling what only concerns their authors; warnings stay. */
final class Logs {
    /** Loggers are forgotten, with their level, where nobody holds them. */
    private static final List<Logger> QUIET = List.of(
            Logger.getLogger("org.eclipse.jetty"),
            Logger.getLogger("com.zaxxer.hikari"),
            Logger.getLogger("org.flywaydb"),
            Logger.getLogger("com.password4j"));

    /** Repeats as severe what the exception says that follows. */
    private static final Logger STARTING = Logger.getLogger("io.javalin");

    /** Tells, with a long trace, of each connection that ends while its answer is written. */
    private static final Logger BROKEN = Logger.getLogger("org.eclipse.jetty.util.thread.SerializedInvoker");

    private Logs() {}

    static void quiet() {
        QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
        STARTING.setLevel(Level.OFF);
        BROKEN.setLevel(Level.OFF);
    }
}
