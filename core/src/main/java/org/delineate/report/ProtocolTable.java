package org.delineate.report;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.delineate.report.Table.Row;

/** The protocol as rows of words. */
final class ProtocolTable {
    /** Digits of a hash that tell it from others at a glance. */
    private static final int SHORT = 12;

    private ProtocolTable() {}

    /**
     * A row.
     *
     * @param text what is shown; of a hash its beginning
     * @param full the whole hash, "" where the text is all
     */
    record Fact(String heading, String text, String full) {}

    static List<Fact> facts(Protocol protocol) {
        return rows(protocol).stream()
                .map(row -> fact(row.heading(), row.cells().get(0)))
                .toList();
    }

    private static Fact fact(String heading, String text) {
        return heading.endsWith("hash") && text.length() > SHORT
                ? new Fact(heading, text.substring(0, SHORT) + "…", text)
                : new Fact(heading, text, "");
    }

    private static List<Row> rows(Protocol protocol) {
        Protocol.Data data = protocol.data();
        Protocol.Input input = protocol.input();
        Protocol.Decision decision = protocol.decision();
        Protocol.Model model = protocol.model();
        Protocol.Run run = protocol.run();
        return List.of(
                Row.of("Data set", data.dataset() + ", part " + data.selection().part()),
                Row.of("Images", pictures(data)),
                Row.of("Mask values", data.maskValues().toString()),
                Row.of("Normals", data.normals() == 0 ? "left out" : data.normals() + " included"),
                Row.of("Duplicates", duplicates(data.duplicates())),
                Row.of("Seen in training", data.selection().seen().text()),
                Row.of("Split", orNone(data.selection().split())),
                Row.of("Split hash", orNone(data.selection().splitHash())),
                Row.of("Data hash", orNone(data.dataHash())),
                Row.of(
                        "Input",
                        input.heightPx() + " × " + input.widthPx() + " px, " + channels(input.channels()) + ", "
                                + input.fit()),
                Row.of("Larger images", input.tiles().equals("none") ? "scaled to the input" : input.tiles()),
                Row.of("Told where to look", input.focus() == null ? "no" : input.focus()),
                Row.of("Scored at", "the images' original size"),
                Row.of("Test-time augmentation", decision.testTimeAugmentation()),
                Row.of("Threshold", "" + decision.threshold()),
                Row.of("Post-processing", decision.postProcessing()),
                Row.of("These chosen on", decision.chosenOn() == null ? "no images" : decision.chosenOn()),
                Row.of("Aggregation", decision.aggregation()),
                Row.of("Empty masks", decision.emptyRule()),
                Row.of("Network", model.network() + String.format(Locale.ROOT, ", %,d parameters", model.parameters())),
                Row.of("Model hash", orNone(model.hash())),
                Row.of("Seed", "" + run.seed()),
                Row.of("Code", run.codeVersion()),
                Row.of("Machine", run.machine()),
                Row.of("Engine", run.engine() == null ? "see the machine" : run.engine()),
                Row.of("Date", run.date()));
    }

    private static String pictures(Protocol.Data data) {
        String classes = data.classes().entrySet().stream()
                .map(c -> c.getValue() + " " + c.getKey())
                .collect(Collectors.joining(", "));
        return data.images() + (classes.isEmpty() ? "" : " (" + classes + ")");
    }

    private static String duplicates(Protocol.Duplicates duplicates) {
        return duplicates == null
                ? "not searched for"
                : duplicates.groups() + " groups in the data set, " + duplicates.acrossSplit() + " across the split";
    }

    private static String channels(int channels) {
        return channels == 1 ? "grey" : channels == 3 ? "RGB" : channels + " channels";
    }

    private static String orNone(String text) {
        return text.isEmpty() ? "none" : text;
    }
}
