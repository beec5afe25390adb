package org.delineate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.delineate.train.PartialConfig;
import org.delineate.train.TrainOption;
import org.junit.jupiter.api.Test;

/** The table of options in docs/train.md. */
class OptionsPageTest {
    private static final Path PAGE = Path.of("../docs/train.md");
    private static final String BEGIN = "<!-- options: written from the code, see OptionsPageTest -->\n";
    private static final String END = "<!-- end of options -->\n";
    private static final String HOW = "docs/train.md is not what the code says; make it anew with "
            + "`mvn -pl cli -am test -Dtest=OptionsPageTest -Dsurefire.failIfNoSpecifiedTests=false"
            + " -Ddelineate.pages=write`, and look at what changed";

    @Test
    void explainsEveryOptionAsTheCommandLineDoes() throws IOException {
        String page = Files.readString(PAGE);
        int begin = page.indexOf(BEGIN) + BEGIN.length();
        int end = page.indexOf(END, begin);
        String table = table();
        if ("write".equals(System.getProperty("delineate.pages"))) {
            Files.writeString(PAGE, page.substring(0, begin) + table + page.substring(end));
        }
        page = Files.readString(PAGE);
        assertEquals(table, page.substring(begin, page.indexOf(END, begin)), HOW);
    }

    private static String table() {
        Map<String, String> defaults = PartialConfig.defaults();
        return TrainOption.all().stream()
                .map(o -> "| `" + o.option() + "` | " + defaults.getOrDefault(o.name(), "") + " | " + o.description()
                        + " |\n")
                .collect(Collectors.joining("", "| option | default | meaning |\n|---|---|---|\n", ""));
    }
}
