package org.delineate.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Arrays;
import org.delineate.file.Json;
import picocli.CommandLine;

/** What one command line answered. */
record Cli(int code, String out, String err) {
    /** Runs the real commands in this process; paths may be given as they are. */
    static Cli run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err));
        int code = line.execute(Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new));
        return new Cli(code, out.toString(), err.toString());
    }

    /** Standard output as the one JSON document it must be. */
    JsonNode json() {
        return Json.parse(out, JsonNode.class, Path.of("stdout"));
    }
}
