package org.delineate.dataset.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.delineate.dataset.OrientationTags;
import org.delineate.image.MaskValues;
import org.junit.jupiter.api.Test;

class AuditTextTest {
    private static final Audit.Range RANGE = new Audit.Range(1, 2.5, 10);

    private static String text(List<String> empty, List<Audit.NearDuplicate> near, Map<String, Double> intermediate) {
        Audit.Overview overview = new Audit.Overview(
                "busi",
                "images-masks",
                "ab12",
                780,
                List.of("images/a.png + no mask"),
                new TreeMap<>(Map.of("", 3, "benign", 777)),
                new TreeMap<>(Map.of("busi_1", new TreeMap<>(Map.of("train", 600, "val", 180)))));
        return new Audit(
                        overview,
                        new Audit.Sizes(new TreeMap<>(Map.of(1, 700, 3, 80)), RANGE, RANGE, RANGE),
                        new Audit.MaskFindings(
                                MaskValues.WRITTEN, List.of("value 7 is rare"), List.of("two"), empty, List.of()),
                        new Audit.FileFindings(
                                List.of("spare.png"),
                                List.of(),
                                ".npy 2 (a.npy, b.npy)",
                                new TreeMap<>(Map.of("broken", "no picture")),
                                new TreeMap<>(),
                                new TreeMap<>(intermediate),
                                new TreeMap<>(Map.of("a broken colour profile", List.of("e"))),
                                OrientationTags.APPLIED),
                        new Audit.DuplicateFindings(
                                List.of(List.of("a", "b")),
                                near,
                                0.9,
                                List.of(new Audit.Conflict("a", "b", "classes x and y")),
                                List.of(List.of("a", "b"), List.of("c", "d", "e"))),
                        List.of("100 % of this is a remark."))
                .text();
    }

    @Test
    void writesEveryFindingInItsLine() {
        assertEquals(
                """
                busi: layout images-masks, 780 cases
                  images/a.png + no mask
                hash               ab12
                classes            none 3, benign 777
                published split    busi_1: train 600, val 180
                width px           1 / 2 / 10 (smallest / median / largest)
                height px          1 / 2 / 10
                channels           1 700, 3 80
                lesion share       1.0000 / 2.5000 / 10.0000
                mask values        background=0,lesion=255
                cautions           1
                  value 7 is rare
                several masks      1
                  two
                empty masks        0
                faint masks        0
                unmatched pictures 1
                  spare.png
                unmatched masks    0
                files not read     .npy 2 (a.npy, b.npy)
                unreadable         1
                  broken: no picture
                size mismatches    0
                pictures with a broken colour profile 1
                  e
                intermediate masks 0
                exact duplicates   1
                  a = b
                near duplicates from similarity 0.900 on 2
                  a / c: 0.987
                  a / d: 0.950, turned 90 left
                conflicts          1
                  a / b: classes x and y
                groups             2 with 5 pictures that must stay on one side of a split
                remark             100 % of this is a remark.
                """,
                text(
                                List.of(),
                                List.of(
                                        new Audit.NearDuplicate("a", "c", Symmetry.SAME, 0.98715),
                                        new Audit.NearDuplicate("a", "d", Symmetry.TURNED_90_LEFT, 0.95)),
                                Map.of())
                        .replace("/ 3 /", "/ 2 /")); // 2.5 may be rounded to either
    }

    @Test
    void listsTenOfManyAndCountsTheRest() {
        List<String> empty = IntStream.range(0, 37).mapToObj(i -> "case " + i).toList();
        String text = text(empty, List.of(), Map.of());
        assertTrue(text.contains("empty masks        37\n  case 0\n"), text);
        assertTrue(text.contains("  case 9\n  and 27 more\nfaint masks"), text);
        assertTrue(text(empty.subList(0, 10), List.of(), Map.of()).contains("  case 9\nfaint masks"));
    }

    @Test
    void listsTheMostDamagedMasksFirst() {
        String text = text(Collections.emptyList(), List.of(), Map.of("a", 0.01, "b", 0.25, "c", 0.1));
        assertTrue(
                text.contains("intermediate masks 3\n  b: 0.2500 of the pixels\n  c: 0.1000 of the pixels\n"
                        + "  a: 0.0100 of the pixels\n"),
                text);
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTwo() {
        assertEquals(new Audit.Range(1, 2.5, 10), Audit.Range.of(10, 3, 1, 2));
        assertEquals(new Audit.Range(1, 2, 3), Audit.Range.of(3, 1, 2));
        assertEquals(new Audit.Range(0, 0, 0), Audit.Range.of());
    }
}
