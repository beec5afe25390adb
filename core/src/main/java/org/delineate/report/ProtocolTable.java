package org.delineate.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.delineate.report.Table.Row;

/** The protocol as rows of words. */
final class ProtocolTable {
    private ProtocolTable() {}

    static List<Row> rows(Protocol protocol) {
        List<Row> rows = new ArrayList<>();
        Protocol.Data data = protocol.data();
        Protocol.Input input = protocol.input();
        Protocol.Decision decision = protocol.decision();
        Protocol.Model model = protocol.model();
        Protocol.Run run = protocol.run();
        rows.add(
                Row.of("Data set", data.dataset() + ", part " + data.selection().part()));
        rows.add(Row.of("Images", pictures(data)));
        rows.add(Row.of("Mask values", data.maskValues().toString()));
        rows.add(Row.of("Normals", data.normals() == 0 ? "left out" : data.normals() + " included"));
        rows.add(Row.of("Duplicates", duplicates(data.duplicates())));
        rows.add(Row.of("Seen in training", data.selection().seen().text()));
        rows.add(Row.of("Split", orNone(data.selection().split())));
        rows.add(Row.of("Split hash", orNone(data.selection().splitHash())));
        rows.add(Row.of("Data hash", orNone(data.dataHash())));
        rows.add(Row.of(
                "Input",
                input.heightPx() + " × " + input.widthPx() + " px, " + channels(input.channels()) + ", "
                        + input.fit()));
        rows.add(Row.of("Larger images", input.tiles().equals("none") ? "scaled to the input" : input.tiles()));
        rows.add(Row.of("Scored at", "the images' original size"));
        rows.add(Row.of("Threshold", "" + decision.threshold()));
        rows.add(Row.of("Post-processing", decision.postProcessing()));
        rows.add(Row.of("Aggregation", decision.aggregation()));
        rows.add(Row.of("Empty masks", decision.emptyRule()));
        rows.add(Row.of(
                "Network", model.network() + String.format(Locale.ROOT, ", %,d parameters", model.parameters())));
        rows.add(Row.of("Model hash", orNone(model.hash())));
        rows.add(Row.of("Seed", "" + run.seed()));
        rows.add(Row.of("Code", run.codeVersion()));
        rows.add(Row.of("Machine", run.machine()));
        rows.add(Row.of("Date", run.date()));
        return rows;
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
