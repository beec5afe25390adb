package org.delineate.lab;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.delineate.file.Json;

/**
 * Shows what every threshold and minimum area of a region does to a set of pictures: the mean Dice of those with a
 * lesion, and how many of those without one stay unmarked.
 *
 * @param lesions pictures with a lesion
 * @param normals pictures without one
 * @param points every threshold with every minimum area, in this order
 */
public record OperatingCurve(int lesions, int normals, List<Point> points) {
    /** Points of Dice, as shares, that a choice may lie below the best: they are within the noise of its pictures. */
    static final double PLATEAU = 0.001;

    private static final double USUAL_THRESHOLD = 0.5;

    /**
     * One threshold with one minimum area.
     *
     * @param minAreaShare smaller regions are dropped, as a share of the picture
     * @param dice mean over pictures with a lesion; NaN where there is none
     * @param lesionsMissed share of the pictures with a lesion in which nothing is marked; NaN where there is none
     * @param normalsEmpty share of the pictures without a lesion in which nothing is marked; NaN where there is none
     */
    public record Point(
            double threshold, double minAreaShare, double dice, double lesionsMissed, double normalsEmpty) {}

    public OperatingCurve {
        points = List.copyOf(points);
    }

    /** Averages over pictures. */
    public static OperatingCurve of(List<DecisionGrid> pictures) {
        List<DecisionGrid> lesions =
                pictures.stream().filter(DecisionGrid::hasLesion).toList();
        List<DecisionGrid> normals =
                pictures.stream().filter(p -> !p.hasLesion()).toList();
        List<Point> points = new ArrayList<>();
        for (int threshold = 0; threshold < DecisionGrid.THRESHOLDS.length; threshold++) {
            for (int area = 0; area < DecisionGrid.AREAS.length; area++) {
                int t = threshold;
                int a = area;
                points.add(new Point(
                        DecisionGrid.THRESHOLDS[t],
                        DecisionGrid.AREAS[a],
                        lesions.stream()
                                .mapToDouble(p -> p.dice(t, a))
                                .average()
                                .orElse(Double.NaN),
                        emptyShare(lesions, t, a),
                        emptyShare(normals, t, a)));
            }
        }
        return new OperatingCurve(lesions.size(), normals.size(), points);
    }

    private static double emptyShare(List<DecisionGrid> pictures, int threshold, int area) {
        return pictures.stream()
                .mapToDouble(p -> p.isEmpty(threshold, area) ? 1 : 0)
                .average()
                .orElse(Double.NaN);
    }

    /**
     * Chooses a point. Among those that leave at least the wanted share of the normals unmarked, the ones within
     * {@value #PLATEAU} of the best Dice count as equal; of these the one with the most unmarked normals, then the one
     * nearest to a threshold of one half, then the one with the smallest minimum area.
     *
     * @param normalsEmpty wanted share of unmarked normals; 0 = any
     * @return nothing where no point leaves so many unmarked
     */
    public Optional<Point> choose(double normalsEmpty) {
        List<Point> allowed = points.stream()
                .filter(p -> normalsEmpty == 0 || p.normalsEmpty >= normalsEmpty)
                .toList();
        double best = allowed.stream().mapToDouble(Point::dice).max().orElse(Double.NaN);
        return allowed.stream()
                .filter(p -> p.dice >= best - PLATEAU)
                .max(Comparator.comparingDouble((Point p) -> Double.isNaN(p.normalsEmpty) ? 0 : p.normalsEmpty)
                        .thenComparing(Comparator.comparingDouble((Point p) -> Math.abs(p.threshold - USUAL_THRESHOLD))
                                .reversed())
                        .thenComparing(
                                Comparator.comparingDouble(Point::minAreaShare).reversed()));
    }

    /** The curve as JSON, with null for what does not exist. */
    public Map<String, Object> document() {
        return Json.object(
                "lesions",
                lesions,
                "normals",
                normals,
                "points",
                points.stream()
                        .map(p -> Json.object(
                                "threshold", p.threshold,
                                "minAreaShare", p.minAreaShare,
                                "dice", number(p.dice),
                                "lesionsMissed", number(p.lesionsMissed),
                                "normalsEmpty", number(p.normalsEmpty)))
                        .toList());
    }

    private static Double number(double value) {
        return Double.isNaN(value) ? null : value;
    }

    /**
     * The points that no other beats in both, Dice and unmarked normals, by falling Dice; the best alone where there is
     * no normal.
     */
    public List<Point> front() {
        List<Point> front = new ArrayList<>();
        points.stream()
                .sorted(Comparator.comparingDouble(Point::dice)
                        .thenComparingDouble(Point::normalsEmpty)
                        .reversed())
                .forEach(p -> {
                    if (front.isEmpty() || p.normalsEmpty > front.get(front.size() - 1).normalsEmpty) {
                        front.add(p);
                    }
                });
        return front;
    }
}
