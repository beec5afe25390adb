package org.delineate.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Where a picture stands among all pictures by its Dice. */
public enum Rank {
    BEST("Best"),
    MEDIAN("Around the median"),
    WORST("Worst");

    private final String title;

    Rank(String title) {
        this.title = title;
    }

    /** In words. */
    public String title() {
        return title;
    }

    /**
     * The pictures to show: none twice, those without Dice (no lesion in the truth) left out, equal ones by name.
     *
     * @param most pictures of each rank; fewer where there are fewer than three times as many
     * @return best from the best down, worst from the worst up, median around the middle
     */
    public static Map<Rank, List<CaseScores>> select(List<CaseScores> cases, int most) {
        List<CaseScores> ranked = cases.stream()
                .filter(c -> !Double.isNaN(c.scores().overlap().dice()))
                .sorted(Comparator.comparingDouble(
                                (CaseScores c) -> -c.scores().overlap().dice())
                        .thenComparing(CaseScores::name))
                .toList();
        int n = ranked.size();
        int each = Math.min(most, (n + 2) / 3);
        int best = Math.min(each, n);
        int worst = Math.min(each, n - best);
        int median = Math.min(each, n - best - worst);
        int first = Math.max(best, Math.min((n - median) / 2, n - worst - median));
        List<CaseScores> lowest = new ArrayList<>(ranked.subList(n - worst, n));
        Collections.reverse(lowest);
        Map<Rank, List<CaseScores>> selected = new EnumMap<>(Rank.class);
        selected.put(BEST, ranked.subList(0, best));
        selected.put(MEDIAN, ranked.subList(first, first + median));
        selected.put(WORST, List.copyOf(lowest));
        return selected;
    }
}
