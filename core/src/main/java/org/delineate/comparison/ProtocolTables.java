package org.delineate.comparison;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.delineate.report.Protocol;

/** Shows how the results were obtained: what is the same for all in one table, what differs in another. */
final class ProtocolTables {
    private static final int HASH_DIGITS = 12;

    private ProtocolTables() {}

    static List<ComparisonTable> of(List<Result> results) {
        List<Result> known = results.stream().filter(r -> r.protocol() != null).toList();
        if (known.isEmpty()) {
            return List.of();
        }
        Map<String, List<String>> aspects = new LinkedHashMap<>();
        for (Result r : known) {
            aspects(r.protocol())
                    .forEach((aspect, value) -> aspects.computeIfAbsent(aspect, a -> new ArrayList<>())
                            .add(value));
        }
        Set<String> differing = new LinkedHashSet<>(aspects.keySet());
        differing.removeIf(a -> aspects.get(a).stream().distinct().count() == 1);
        List<ComparisonTable> tables = new ArrayList<>();
        if (!differing.isEmpty()) {
            tables.add(differences(known, aspects, differing));
        }
        List<List<String>> shared = aspects.entrySet().stream()
                .filter(a -> !differing.contains(a.getKey()))
                .map(a -> List.of(a.getKey(), a.getValue().get(0)))
                .toList();
        tables.add(new ComparisonTable(
                "protocol",
                "Protocol that all results share",
                known.size() == results.size() ? "" : "Of the results whose protocol is known.",
                List.of("Aspect", "Value"),
                shared));
        return tables;
    }

    private static ComparisonTable differences(
            List<Result> known, Map<String, List<String>> aspects, Set<String> differing) {
        List<String> columns = new ArrayList<>(List.of("Result"));
        columns.addAll(differing);
        List<List<String>> rows = new ArrayList<>();
        for (int r = 0; r < known.size(); r++) {
            List<String> row = new ArrayList<>(List.of(known.get(r).name()));
            for (String aspect : differing) {
                row.add(aspects.get(aspect).get(r));
            }
            rows.add(row);
        }
        return new ComparisonTable("protocol-differences", "What differs between the protocols", "", columns, rows);
    }

    private static Map<String, String> aspects(Protocol p) {
        Map<String, String> aspects = new LinkedHashMap<>();
        aspects.put("Network", p.model().network());
        aspects.put("Parameters", "" + p.model().parameters());
        aspects.put("Model hash", hash(p.model().hash()));
        aspects.put("Seed", "" + p.run().seed());
        aspects.put("Data set", p.data().dataset());
        aspects.put("Data hash", hash(p.data().dataHash()));
        aspects.put("Split", text(p.data().selection().split()));
        aspects.put("Split hash", hash(p.data().selection().splitHash()));
        aspects.put("Part", p.data().selection().part());
        aspects.put("Images", "" + p.data().images());
        aspects.put("Normals", "" + p.data().normals());
        aspects.put(
                "Input",
                p.input().heightPx() + " × " + p.input().widthPx() + " × "
                        + p.input().channels() + ", " + p.input().fit());
        aspects.put("Tiles", p.input().tiles());
        aspects.put(
                "Told where to look",
                p.input().focus() == null ? "no" : p.input().focus());
        aspects.put("Threshold", "" + p.decision().threshold());
        aspects.put("Post-processing", p.decision().postProcessing());
        aspects.put("Code", p.run().codeVersion());
        return aspects;
    }

    private static String hash(String hash) {
        return hash.length() > HASH_DIGITS ? hash.substring(0, HASH_DIGITS) : text(hash);
    }

    private static String text(String value) {
        return value.isEmpty() ? Digits.NONE : value;
    }
}
