package org.delineate.parity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.delineate.file.Json;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;

/**
 * What was measured and drawn of the networks, beside what their code says; made by the test of docs/networks.md.
 *
 * @param machine on which the times were taken
 * @param networks by id
 * @param pictures drawings in text by the name of the network's class
 */
public record NetworkSheet(String machine, Map<String, Row> networks, Map<String, String> pictures) {
    private static final String RESOURCE = "sheet.json";

    /**
     * @param difference bound on the largest difference from the reference's outputs, in standard deviations
     * @param milliseconds for one picture, 0 = not measured
     * @param height of that picture
     */
    public record Row(double difference, double milliseconds, int height, int width) {
        static final Row UNKNOWN = new Row(Double.NaN, 0, 0, 0);
    }

    /** What is known of this version. */
    public static NetworkSheet known() {
        try (InputStream in = NetworkSheet.class.getResourceAsStream(RESOURCE)) {
            return Json.parse(
                    new String(in.readAllBytes(), StandardCharsets.UTF_8), NetworkSheet.class, Path.of(RESOURCE));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the resource " + RESOURCE, e);
        }
    }

    public Row of(Zoo zoo) {
        return networks.getOrDefault(zoo.id(), Row.UNKNOWN);
    }

    /** "" where nothing is drawn. */
    public String picture(Network network) {
        return pictures.getOrDefault(network.getClass().getSimpleName(), "");
    }
}
