package org.delineate.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RankTest {
    /** Case k has k + 1 of 8 columns marked, all of them lesion: the more, the better. */
    private static List<CaseScores> cases(int n) {
        List<CaseScores> cases = new ArrayList<>(IntStream.range(0, n)
                .mapToObj(k -> Examples.scored("c" + k, "", Examples.band(0, 8), Examples.band(0, k + 1)))
                .toList());
        Collections.shuffle(cases, new Random(4));
        return cases;
    }

    private static List<String> names(Map<Rank, List<CaseScores>> selected, Rank rank) {
        return selected.get(rank).stream().map(CaseScores::name).toList();
    }

    @Test
    void takesBestMedianAndWorst() {
        Map<Rank, List<CaseScores>> selected = Rank.select(cases(7), 1);
        assertEquals(List.of("c6"), names(selected, Rank.BEST));
        assertEquals(List.of("c3"), names(selected, Rank.MEDIAN));
        assertEquals(List.of("c0"), names(selected, Rank.WORST));
    }

    @Test
    void beginsWithTheMostExtreme() {
        Map<Rank, List<CaseScores>> selected = Rank.select(cases(8), 2);
        assertEquals(List.of("c7", "c6"), names(selected, Rank.BEST));
        assertEquals(List.of("c4", "c3"), names(selected, Rank.MEDIAN));
        assertEquals(List.of("c0", "c1"), names(selected, Rank.WORST));
    }

    @Test
    void showsNoCaseTwiceHoweverFewThereAre() {
        for (int n = 0; n <= 8; n++) {
            List<String> all = new ArrayList<>();
            Rank.select(cases(n), 3).values().forEach(list -> list.forEach(c -> all.add(c.name())));
            assertEquals(all.size(), new HashSet<>(all).size());
            assertEquals(Math.min(n, 9), all.size());
        }
    }

    /** The best two and the middle two are duplicates of each other: one of each is shown, and the next of other groups. */
    @Test
    void showsOneCaseOfEachGroup() {
        Map<String, String> groups = Map.of("c7", "twins", "c6", "twins", "c4", "pair", "c3", "pair", "c0", "twins");
        List<CaseScores> grouped = cases(8).stream()
                .map(c -> new CaseScores(
                        c.name(),
                        c.label(),
                        groups.getOrDefault(c.name(), c.name()),
                        c.seen(),
                        c.scores(),
                        c.histogram()))
                .toList();
        Map<Rank, List<CaseScores>> selected = Rank.select(grouped, 2);
        assertEquals(List.of("c7", "c5"), names(selected, Rank.BEST));
        assertEquals(List.of("c1", "c2"), names(selected, Rank.WORST));
        assertEquals(List.of("c4"), names(selected, Rank.MEDIAN));
    }

    @Test
    void leavesOutImagesWithoutLesion() {
        CaseScores normal = Examples.four().get(2);
        assertEquals(List.of(), Rank.select(List.of(normal), 3).get(Rank.BEST));
    }
}
