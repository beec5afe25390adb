package org.delineate.comparison;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.delineate.report.CaseScores;
import org.delineate.report.Protocol;

/**
 * A published value, with ours in the same aggregation where one of the results is of the same network.
 *
 * @param result number of that result, from 0; -1 where there is none
 * @param ours NaN where there is none
 * @param differs what differs in the protocol, in words
 */
public record PublishedComparison(Published published, int result, double ours, String differs) {

    /** Makes one for each result of the same network, or one without a result. */
    static List<PublishedComparison> of(Published published, List<Result> results, List<List<CaseScores>> shared) {
        List<PublishedComparison> comparisons = new ArrayList<>();
        for (int r = 0; r < results.size(); r++) {
            if (isOf(results.get(r), published.network())) {
                double ours = published.aggregation().of(shared.get(r), published.metric());
                comparisons.add(new PublishedComparison(published, r, ours, differs(published, results.get(r))));
            }
        }
        return comparisons.isEmpty()
                ? List.of(new PublishedComparison(published, -1, Double.NaN, published.protocol()))
                : comparisons;
    }

    private static boolean isOf(Result result, String network) {
        Stream<String> names = result.protocol() == null
                ? Stream.of(result.name())
                : Stream.of(result.name(), result.protocol().model().network());
        return names.anyMatch(n -> plain(n).equals(plain(network)));
    }

    /** Makes "U-Net++" and "unet++" equal. */
    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}+]", "");
    }

    private static String differs(Published published, Result result) {
        List<String> parts = new ArrayList<>();
        Protocol ours = result.protocol();
        if (ours != null
                && !published.dataset().isEmpty()
                && !plain(published.dataset()).equals(plain(ours.data().dataset()))) {
            parts.add("data " + published.dataset() + ", ours " + ours.data().dataset());
        }
        if (published.aggregation() == Aggregation.UNKNOWN) {
            parts.add("aggregation not stated, ours " + Aggregation.IMAGE.words());
        }
        if (!published.protocol().isEmpty()) {
            parts.add(published.protocol());
        }
        return String.join("; ", parts);
    }
}
