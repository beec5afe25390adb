package org.delineate.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which build of this program runs.
 *
 * @param version as in the pom
 * @param commit of the checkout it was built from, "+" behind it where files were changed; "" where it was no checkout
 */
public record Build(String version, String commit) {
    public static final Build CURRENT = read();

    private static Build read() {
        Properties written = new Properties();
        try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
            if (in != null) { // classes that an editor compiled have none
                written.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Build(written.getProperty("version", "unknown"), written.getProperty("commit", ""));
    }

    /** For people and reports: "0.1.0 (1a2b3c4d5e6f)". */
    @Override
    public String toString() {
        return commit.isEmpty() ? version : version + " (" + commit + ")";
    }
}
