package org.delineate.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.delineate.file.Json;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Against numbers of PyTorch's interpolate, which the resource says how it made. */
class GridResizeTest {
    private static Stream<JsonNode> cases() throws IOException {
        try (InputStream in = GridResizeTest.class.getResourceAsStream("/train/grid.json")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            JsonNode cases =
                    Json.parse(text, JsonNode.class, Path.of("grid.json")).get("cases");
            return StreamSupport.stream(cases.spliterator(), false);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void resizesAsTheFieldsLibraryDoes(JsonNode c) {
        int side = c.get("side").asInt();
        int width = c.get("width").asInt();
        int to = c.get("to").asInt();
        float[] grid = new float[side * side * width];
        for (int i = 0; i < grid.length; i++) {
            grid[i] = 37 * i % 19 / 8f - 1;
        }
        boolean cubic = c.get("mode").asText().equals("bicubic");
        float[] resized =
                cubic ? GridResize.bicubic(grid, side, width, to) : GridResize.bilinear(grid, side, width, to);
        assertEquals(c.get("values").size(), resized.length);
        for (int i = 0; i < resized.length; i++) {
            assertEquals(c.get("values").get(i).asDouble(), resized[i], 2e-7, "at " + i);
        }
        if (!cubic) {
            assertArrayEquals(grid, GridResize.bilinear(grid, side, width, side));
        }
    }
}
