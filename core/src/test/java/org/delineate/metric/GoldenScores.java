package org.delineate.metric;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.delineate.file.Json;
import org.delineate.image.Mask;

/** Reads the golden files and compares scores with them, each against its own tolerance. */
public final class GoldenScores {
    private final Map<String, Double> worst = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();

    static JsonNode read(String name) {
        try {
            return Json.tree(
                    Path.of(GoldenScores.class.getResource("/metric/" + name).toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static float[] probability(JsonNode pair) {
        byte[] bytes =
                Base64.getDecoder().decode(pair.get("probability_f32le_base64").textValue());
        float[] p = new float[bytes.length / 4];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(p);
        return p;
    }

    static Mask truth(JsonNode pair) {
        byte[] bytes = Base64.getDecoder().decode(pair.get("mask_u8_base64").textValue());
        boolean[] lesion = new boolean[bytes.length];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = bytes[i] != 0;
        }
        return Mask.of(pair.get("height").intValue(), pair.get("width").intValue(), lesion);
    }

    /** Compares one value; null and "nan" in the file mean that it must be NaN. */
    void compare(String where, String metric, JsonNode expected, double actual, double tolerance) {
        double value = expected.isNumber() ? expected.doubleValue() : Double.NaN;
        if (Double.isNaN(value) != Double.isNaN(actual)) {
            failures.add(where + " " + metric + ": expected " + expected + ", got " + actual);
        } else if (!Double.isNaN(value)) {
            double deviation = Math.abs(value - actual);
            worst.merge(metric, deviation, Math::max);
            if (deviation > tolerance) {
                failures.add(where + " " + metric + ": expected " + value + ", got " + actual);
            }
        }
    }

    /** Prints the largest deviation of every metric and returns those that exceed their tolerance. */
    List<String> failures(String title) {
        System.out.println(title + ": largest deviation per metric");
        worst.forEach((metric, deviation) -> System.out.printf("  %-28s %.1e%n", metric, deviation));
        return failures;
    }
}
