package org.delineate.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.delineate.file.Plural;
import org.delineate.file.Printable;

/** Says in sentences what a comparison is based on and what it leaves out. */
final class Statements {
    private static final int NAMED = 5;
    private static final int FEW = 30;

    private Statements() {}

    static String title(Comparison c) {
        return "Comparison of " + c.results().size() + " results on "
                + c.images().names().size() + " images";
    }

    static List<String> of(Comparison c) {
        List<String> statements = new ArrayList<>();
        int images = c.images().names().size();
        int leftOut =
                c.images().leftOut().values().stream().mapToInt(List::size).sum();
        statements.add(images + " images are in all " + c.results().size() + " results and are compared"
                + (leftOut == 0 ? "; no image is left out." : "."));
        c.images().leftOut().forEach((name, left) -> {
            if (!left.isEmpty()) {
                statements.add("Left out of " + name + ": " + Plural.of(left.size(), "image")
                        + " that another result lacks (" + names(left) + ").");
            }
        });
        for (Result r : c.results()) {
            if (r.seen() > 0) {
                statements.add("Left out of " + r.name() + ": " + Plural.of(r.seen(), "image")
                        + " that its model has seen in training, which its evaluation scores apart.");
            }
        }
        int groups = c.images().groupCount();
        statements.add(
                groups < images
                        ? "95 % intervals are bootstrap intervals that resample " + groups
                                + " groups of images (patients, duplicates). The tests treat images as independent."
                        : "No groups of patients or duplicates are known: 95 % intervals are bootstrap intervals that resample"
                                + " images, and too narrow where several show one patient.");
        if (images < FEW) {
            statements.add("Only " + images + " images: intervals and tests of so few are rough.");
        }
        dataDiffer(c, statements);
        return statements;
    }

    private static void dataDiffer(Comparison c, List<String> statements) {
        List<String> hashes = c.results().stream()
                .filter(r -> r.protocol() != null)
                .map(r -> r.protocol().data().dataHash())
                .distinct()
                .toList();
        if (hashes.size() > 1) {
            statements.add("The hashes of the scored data differ between the results. Sizes and lesion areas of all"
                    + " compared images agree; whether their pixels do is not known.");
        }
    }

    private static String names(List<String> names) {
        return names.stream().limit(NAMED).map(Printable::plain).collect(Collectors.joining(", "))
                + (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
    }
}
