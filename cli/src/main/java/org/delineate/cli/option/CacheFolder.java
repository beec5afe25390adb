package org.delineate.cli.option;

import java.nio.file.Path;

/** Finds the folder in which the program keeps what it would otherwise compute again. */
final class CacheFolder {
    private static final String NONE = "none";

    private CacheFolder() {}

    /**
     * The folder that an option names, else that of a variable of the environment, else delineate in the user's cache
     * folder; null where one says "none".
     *
     * @param option null where it is not given
     */
    static Path of(String option, String variable) {
        String told = option != null ? option : System.getenv(variable);
        if (told != null && !told.isBlank()) {
            return told.equals(NONE) ? null : Path.of(told).toAbsolutePath();
        }
        String shared = System.getenv("XDG_CACHE_HOME");
        Path caches = shared == null || shared.isBlank() || !Path.of(shared).isAbsolute()
                ? UserHome.path().resolve(".cache")
                : Path.of(shared);
        return caches.resolve("delineate");
    }
}
