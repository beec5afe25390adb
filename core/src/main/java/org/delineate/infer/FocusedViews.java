package org.delineate.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.image.Regions;
import org.delineate.measure.Box;
import org.delineate.model.Manifest;
import org.delineate.model.PostProcess;

/** What of one picture goes through the networks where a person has pointed at a place: the windows of a {@link Focus}. */
final class FocusedViews extends Views {
    private final Focus focus;
    private final int height;
    private final int width;
    private final List<Box> windows;
    private final List<Views> parts;

    FocusedViews(Focus focus, Image image, Function<Image, Views> crop) {
        super(List.of());
        this.focus = focus;
        height = image.height();
        width = image.width();
        windows = focus.windows(height, width);
        parts = windows.stream()
                .map(w -> crop.apply(image.window(w.y(), w.x(), w.height(), w.width())))
                .toList();
    }

    @Override
    int height() {
        return height;
    }

    @Override
    int width() {
        return width;
    }

    @Override
    List<Crop> crops() {
        return parts.stream().flatMap(p -> p.crops().stream()).toList();
    }

    /**
     * The best lesion at the place. No region is too small: a person has pointed at it. The probabilities are those of
     * the window that it was found in, and 0 outside; the rule has the threshold that it was found with.
     */
    @Override
    Prediction prediction(Manifest.Masks masks) {
        PostProcess post = new PostProcess(masks.postProcess().fillHoles(), 0);
        Manifest.Masks rule = masks.withPostProcess(post);
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            float[] probability = whole(parts.get(i).prediction(rule).probability(), windows.get(i));
            for (double threshold : focus.thresholds(masks.threshold())) {
                Mask mask = post.apply(above(threshold, probability));
                candidates.addAll(candidates(probability, mask, rule.withThreshold(threshold)));
            }
        }
        Candidate best = null;
        for (Candidate candidate : candidates) {
            best = best == null || candidate.worth > best.worth ? candidate : best;
        }
        return best == null
                ? new Prediction(parts.get(0).prediction(rule).probability(), nothing(), rule)
                : new Prediction(best.probability, best.mask(), best.rule);
    }

    private Mask nothing() {
        return Mask.of(height, width, new boolean[height * width]);
    }

    private Mask above(double threshold, float[] probability) {
        boolean[] above = new boolean[probability.length];
        for (int i = 0; i < above.length; i++) {
            above[i] = probability[i] > (float) threshold && focus.reaches(i % width, i / width);
        }
        return Mask.of(height, width, above);
    }

    private float[] whole(float[] part, Box window) {
        float[] map = new float[height * width];
        for (int y = 0; y < window.height(); y++) {
            System.arraycopy(part, y * window.width(), map, (window.y() + y) * width + window.x(), window.width());
        }
        return map;
    }

    /**
     * A region that may be meant.
     *
     * @param worth how well it is what was pointed at; below 0 where it does not hold the point
     */
    private record Candidate(float[] probability, Manifest.Masks rule, Regions regions, int number, double worth) {
        Mask mask() {
            return regions.only(number);
        }
    }

    private List<Candidate> candidates(float[] probability, Mask mask, Manifest.Masks rule) {
        Regions regions = Regions.of(mask);
        Extent[] extents = new Extent[regions.count()];
        for (int i = 0; i < probability.length; i++) {
            int number = regions.at(i);
            if (number >= 0) {
                extents[number] = extents[number] == null ? new Extent() : extents[number];
                extents[number].add(i % width, i / width, probability[i]);
            }
        }
        List<Candidate> found = new ArrayList<>();
        for (int number = 0; number < extents.length; number++) {
            double worth = focus.isPoint() ? extents[number].atPoint() : extents[number].fit();
            if (!Double.isNaN(worth)) {
                found.add(new Candidate(probability, rule, regions, number, worth));
            }
        }
        return found;
    }

    /** Where a region lies with respect to the focus. */
    private final class Extent {
        private int left = Integer.MAX_VALUE;
        private int top = Integer.MAX_VALUE;
        private int right;
        private int bottom;
        private int count;
        private double sum;
        private double nearest = Double.POSITIVE_INFINITY;

        void add(int x, int y, float probability) {
            left = Math.min(left, x);
            top = Math.min(top, y);
            right = Math.max(right, x + 1);
            bottom = Math.max(bottom, y + 1);
            count++;
            sum += probability;
            double dx = Math.max(0, Math.abs(x + 0.5 - focus.x0()) - 0.5);
            double dy = Math.max(0, Math.abs(y + 0.5 - focus.y0()) - 0.5);
            nearest = Math.min(nearest, Math.hypot(dx, dy));
        }

        /** The mean probability where it holds the point; else less, the farther it is; NaN where it is too far. */
        double atPoint() {
            return nearest > focus.reach(height, width) ? Double.NaN : nearest == 0 ? sum / count : -nearest;
        }

        /** The share that its box and the focus have in common of both together; NaN where they have nothing. */
        double fit() {
            double w = Math.min(right, focus.x1()) - Math.max(left, focus.x0());
            double h = Math.min(bottom, focus.y1()) - Math.max(top, focus.y0());
            double common = w * h;
            double own = (double) (right - left) * (bottom - top);
            double box = (focus.x1() - focus.x0()) * (focus.y1() - focus.y0());
            return w > 0 && h > 0 ? common / (own + box - common) : Double.NaN;
        }
    }
}
