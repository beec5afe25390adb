package org.delineate.dataset.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes an audit as plain text: the detected layout first, then the counts, then the findings. */
final class AuditText {
    private static final int EXAMPLES = 10;

    private final StringBuilder text = new StringBuilder();

    private AuditText() {}

    static String of(Audit audit) {
        AuditText out = new AuditText();
        out.overview(audit.overview());
        out.sizes(audit.sizes());
        out.masks(audit.masks());
        out.files(audit.files());
        out.duplicates(audit.duplicates());
        audit.remarks().forEach(r -> out.line("remark             %s", r));
        return out.text.toString();
    }

    private void overview(Audit.Overview overview) {
        line("%s: layout %s, %d cases", overview.dataset(), overview.layout(), overview.cases());
        overview.firstPairs().forEach(pair -> line("  %s", pair));
        line("hash               %s", overview.hash());
        line("classes            %s", counts(overview.classes(), "none"));
        overview.lists().forEach((name, parts) -> line("published split    %s: %s", name, counts(parts, "")));
    }

    private void sizes(Audit.Sizes sizes) {
        range("width px           %.0f / %.0f / %.0f (smallest / median / largest)", sizes.widthPx());
        range("height px          %.0f / %.0f / %.0f", sizes.heightPx());
        line("channels           %s", counts(sizes.channels(), ""));
        range("lesion share       %.4f / %.4f / %.4f", sizes.lesionShare());
    }

    private void masks(Audit.MaskFindings masks) {
        line("mask values        %s", masks.maskValues());
        list("cautions", masks.cautions());
        list("several masks", masks.severalMasks());
        list("empty masks", masks.emptyMasks());
        list("faint masks", masks.faintMasks());
        explain(
                !masks.faintMasks().isEmpty(),
                "their values are not 0, but none is lesion by the rule above: they count as empty, without a lesion;"
                        + " where a value stands for the lesion, say so: --mask-values background=0,lesion=VALUE");
    }

    private void files(Audit.FileFindings files) {
        list("unmatched pictures", files.unmatchedImages());
        list("unmatched masks", files.unmatchedMasks());
        line("files not read     %s", files.otherFiles().isEmpty() ? "none" : files.otherFiles());
        list("unreadable", entries(files.unreadable()));
        list("size mismatches", entries(files.sizeMismatches()));
        files.pictureRemarks().forEach((remark, names) -> list("pictures with " + remark, names));
        list("intermediate masks", shares(files.intermediate()));
        explain(
                !files.intermediate().isEmpty(),
                "shades between background and lesion, as JPEG and smoothing leave them along borders: each is read as"
                        + " the nearer of the two; a large share means soft or other masks: fetch them as PNG, or give"
                        + " each value a meaning with --mask-values");
    }

    private void duplicates(Audit.DuplicateFindings duplicates) {
        list(
                "exact duplicates",
                duplicates.exact().stream().map(s -> String.join(" = ", s)).toList());
        list(
                String.format(Locale.ROOT, "near duplicates from similarity %.3f on", duplicates.nearThreshold()),
                duplicates.near().stream().map(AuditText::near).toList());
        list(
                "conflicts",
                duplicates.conflicts().stream()
                        .map(c -> c.a() + " / " + c.b() + ": " + c.what())
                        .toList());
        List<List<String>> groups = duplicates.groups();
        line(
                "groups             %d with %d pictures that must stay on one side of a split",
                groups.size(), groups.stream().mapToInt(List::size).sum());
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

    private void explain(boolean needed, String text) {
        if (needed) {
            line("  (%s)", text);
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

    /** Lists the largest shares first. */
    private static List<String> shares(Map<String, Double> shares) {
        List<Map.Entry<String, Double>> sorted = new ArrayList<>(shares.entrySet());
        sorted.sort(Map.Entry.<String, Double>comparingByValue().reversed());
        return sorted.stream()
                .map(e -> String.format(Locale.ROOT, "%s: %.4f of the pixels", e.getKey(), e.getValue()))
                .toList();
    }

    private static String near(Audit.NearDuplicate n) {
        String turn = n.turn() == Symmetry.SAME
                ? ""
                : ", " + n.turn().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return String.format(Locale.ROOT, "%s / %s: %.3f%s", n.a(), n.b(), n.similarity(), turn);
    }
}
