package org.delineate.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Says which build of this program runs.
 *
 * @param version version of the program, as in the pom
 * @param commit commit of the checkout it was built from, followed by "+" where files had changed; "" where it was no
 *     checkout
 */
public record Build(String version, String commit) {
    /** Describes the build that is running. */
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

    /** Returns the text for people and reports: "0.1.0 (1a2b3c4d5e6f)". */
    @Override
    public String toString() {
        return commit.isEmpty() ? version : version + " (" + commit + ")";
    }
}
