package org.delineate.dataset.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** An audit as plain text: what was detected first, then the counts, then what is wrong. */
final class AuditText {
    private static final int EXAMPLES = 10;

    private final StringBuilder text = new StringBuilder();

    private AuditText() {}

    static String of(Audit a) {
        AuditText out = new AuditText();
        out.line("%s: layout %s, %d cases", a.dataset(), a.layout(), a.cases());
        a.firstPairs().forEach(pair -> out.line("  %s", pair));
        out.line("hash               %s", a.hash());
        out.line("classes            %s", counts(a.classes(), "none"));
        a.lists().forEach((name, parts) -> out.line("published split    %s: %s", name, counts(parts, "")));
        out.range("width px           %.0f / %.0f / %.0f (smallest / median / largest)", a.widthPx());
        out.range("height px          %.0f / %.0f / %.0f", a.heightPx());
        out.line("channels           %s", counts(a.channels(), ""));
        out.range("lesion share       %.4f / %.4f / %.4f", a.lesionShare());
        out.list("several masks", a.severalMasks());
        out.list("empty masks", a.emptyMasks());
        out.list("faint masks", a.faintMasks());
        out.list("unmatched pictures", a.unmatchedImages());
        out.list("unmatched masks", a.unmatchedMasks());
        out.list("unreadable", entries(a.unreadable()));
        out.list("size mismatches", entries(a.sizeMismatches()));
        out.list("intermediate masks", shares(a.intermediate()));
        out.list(
                "exact duplicates",
                a.exact().stream().map(s -> String.join(" = ", s)).toList());
        out.list(
                String.format(Locale.ROOT, "near duplicates from similarity %.3f on", a.nearThreshold()),
                a.near().stream().map(AuditText::near).toList());
        out.list(
                "conflicts",
                a.conflicts().stream()
                        .map(c -> c.a() + " / " + c.b() + ": " + c.what())
                        .toList());
        out.line(
                "groups             %d with %d pictures that must stay on one side of a split",
                a.groups().size(), a.groups().stream().mapToInt(List::size).sum());
        a.remarks().forEach(r -> out.line("remark             %s", r));
        return out.text.toString();
    }

    private void line(String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private void range(String format, Audit.Range range) {
        line(format, range.min(), range.median(), range.max());
    }

    private void list(String title, List<String> items) {
        line("%-18s %d", title, items.size());
        items.stream().limit(EXAMPLES).forEach(i -> line("  %s", i));
        if (items.size() > EXAMPLES) {
            line("  and %d more", items.size() - EXAMPLES);
        }
    }

    private static String counts(Map<?, Integer> counts, String unnamed) {
        return counts.entrySet().stream()
                .map(e -> (e.getKey().toString().isEmpty() ? unnamed : e.getKey()) + " " + e.getValue())
                .collect(Collectors.joining(", "));
    }

    private static List<String> entries(Map<String, String> map) {
        return map.entrySet().stream()
                .map(e -> e.getKey() + ": " + e.getValue())
                .toList();
    }

    /** The largest shares first. */
    private static List<String> shares(Map<String, Double> shares) {
        List<Map.Entry<String, Double>> sorted = new ArrayList<>(shares.entrySet());
        sorted.sort(Map.Entry.<String, Double>comparingByValue().reversed());
        return sorted.stream()
                .map(e -> String.format(Locale.ROOT, "%s: %.4f of the pixels", e.getKey(), e.getValue()))
                .toList();
    }

    private static String near(Audit.Near n) {
        String turn = n.turn() == Symmetry.SAME
                ? ""
                : ", " + n.turn().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return String.format(Locale.ROOT, "%s / %s: %.3f%s", n.a(), n.b(), n.similarity(), turn);
    }
}
