package org.delineate.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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
     * The pictures to show: none twice, of each group (a patient, duplicates) at most one, those without Dice (no lesion
     * in the truth) left out, equal ones by name.
     *
     * @param most pictures of each rank; fewer where there are fewer than three times as many groups
     * @return best from the best down, worst from the worst up, median around the middle
     */
    public static Map<Rank, List<CaseScores>> select(List<CaseScores> cases, int most) {
        List<CaseScores> up = cases.stream()
                .filter(c -> !Double.isNaN(c.dice()))
                .sorted(CaseScores.LOWEST_FIRST)
                .toList();
        List<CaseScores> down = new ArrayList<>(up);
        down.sort(Comparator.comparingDouble(CaseScores::dice).reversed().thenComparing(CaseScores::name));
        List<CaseScores> fromTheMiddle = new ArrayList<>();
        for (int i = 0; i < down.size(); i++) { // n/2 - 1, n/2, n/2 - 2 … of an even number, the middle first of an odd
            fromTheMiddle.add(down.get((down.size() - 1) / 2 + (i % 2 == 0 ? -(i / 2) : (i + 1) / 2)));
        }
        Set<String> taken = new HashSet<>();
        long groups = up.stream().map(CaseScores::group).distinct().count();
        int each = (int) Math.min(most, (groups + 2) / 3);
        List<CaseScores> best = take(down, each, taken);
        List<CaseScores> worst = take(up, each, taken);
        List<CaseScores> median = new ArrayList<>(take(fromTheMiddle, each, taken));
        median.sort(Comparator.comparingInt(down::indexOf));
        Map<Rank, List<CaseScores>> selected = new EnumMap<>(Rank.class);
        selected.put(BEST, best);
        selected.put(MEDIAN, List.copyOf(median));
        selected.put(WORST, worst);
        return selected;
    }

    /** The first ones of groups that are not taken yet. */
    private static List<CaseScores> take(List<CaseScores> ranked, int most, Set<String> taken) {
        List<CaseScores> chosen = new ArrayList<>();
        for (CaseScores c : ranked) {
            if (chosen.size() < most && taken.add(c.group())) {
                chosen.add(c);
            }
        }
        return chosen;
    }
}
