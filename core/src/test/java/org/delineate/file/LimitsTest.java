package org.delineate.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LimitsTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([\\w.]+)` \\| (\\d+) \\|");

    @Test
    void areTheOnesInTheDocumentation() throws Exception {
        Map<String, Long> documented = new LinkedHashMap<>();
        ROW.matcher(Files.readString(Path.of("../docs/limits.md")))
                .results()
                .forEach(row -> documented.put(row.group(1), Long.valueOf(row.group(2))));
        Map<String, Long> real = new LinkedHashMap<>();
        for (var group : Limits.class.getRecordComponents()) {
            Object limits = group.getAccessor().invoke(Limits.DEFAULT);
            for (var limit : limits.getClass().getRecordComponents()) {
                Number value = (Number) limit.getAccessor().invoke(limits);
                real.put(group.getName() + "." + limit.getName(), value.longValue());
            }
        }
        assertEquals(real, documented);
    }
}
