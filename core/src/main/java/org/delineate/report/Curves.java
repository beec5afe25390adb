package org.delineate.report;

import java.awt.BasicStroke;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.delineate.metric.Reliability;
import org.delineate.train.History.Epoch;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Curves as PNG: of a training, one value per epoch, where epochs without a value are bridged, and of the probabilities.
 */
final class Curves {
    private static final int FEW = 5;
    private static final BasicStroke THIN = new BasicStroke(1.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    private static final BasicStroke THICK = new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

    private Curves() {}

    static byte[] loss(List<Epoch> epochs) {
        XYChart chart = Charts.chart("Epoch", "Loss");
        draw(chart, "training", epochs, Epoch::trainLoss, 0, THIN);
        draw(chart, "validation", epochs, Epoch::valLoss, 1, THICK);
        return png(chart);
    }

    static byte[] dice(List<Epoch> epochs) {
        XYChart chart = Charts.chart("Epoch", "Mean per-image Dice");
        draw(chart, "validation", epochs, Epoch::valDice, 1, THICK);
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
        return png(chart);
    }

    /** How often probabilities come true: a dot for every tenth that holds pixels; on the diagonal they are right. */
    static byte[] reliability(Reliability reliability) {
        XYChart chart = Charts.chart("Mean probability of the pixels", "Share that is lesion");
        Charts.reference(chart, "probabilities that are right", 0, 0, 1, 1);
        List<Reliability.Bin> bins =
                reliability.bins().stream().filter(b -> b.pixels() > 0).toList();
        double[] x = bins.stream().mapToDouble(Reliability.Bin::meanProbability).toArray();
        double[] y = bins.stream().mapToDouble(Reliability.Bin::lesionShare).toArray();
        if (x.length > 0) {
            mark(chart, Charts.line(chart, "all images", x, y, Charts.color(0), THICK), 0);
        }
        chart.getStyler().setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(1.0);
        return png(chart);
    }

    /** Mean Dice by threshold, and a dot where the model stands. */
    static byte[] thresholds(Scores scores, double threshold) {
        XYChart chart = Charts.chart("Threshold", "Mean per-image Dice");
        double[] percent = IntStream.range(1, 100).asDoubleStream().toArray();
        double[] dice =
                Arrays.stream(percent).map(p -> scores.meanDiceAbove((int) p)).toArray();
        if (scores.lesions() > 0) {
            double[] x = Arrays.stream(percent).map(p -> p / 100).toArray();
            x[1] += 1e-6; // as below
            Charts.line(chart, "without post-processing", x, dice, Charts.color(0), THICK);
            double[] own = {scores.all().metrics().get(Metric.DICE.id()).mean()};
            XYSeries dot = Charts.line(chart, "as scored", new double[] {threshold}, own, Charts.color(1), THICK);
            dot.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
            mark(chart, dot, 1);
            chart.getStyler().setMarkerSize(8);
        }
        chart.getStyler().setXAxisMax(1.0).setYAxisMin(0.0).setYAxisMax(1.0);
        return png(chart);
    }

    private static void mark(XYChart chart, XYSeries series, int color) {
        series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(Charts.color(color));
        chart.getStyler().setMarkerSize(5);
    }

    private static void draw(
            XYChart chart,
            String name,
            List<Epoch> epochs,
            ToDoubleFunction<Epoch> value,
            int color,
            BasicStroke stroke) {
        List<Epoch> known = epochs.stream()
                .filter(e -> Double.isFinite(value.applyAsDouble(e)))
                .toList();
        if (known.isEmpty()) {
            return;
        }
        double[] x = known.stream().mapToDouble(Epoch::epoch).toArray();
        double[] y = known.stream().mapToDouble(value).toArray();
        if (x.length > 2) {
            x[1] += 0.001; // on equally spaced points XChart puts its ticks at every 7th, or whatever number fits
        }
        XYSeries series = Charts.line(chart, name, x, y, Charts.color(color), stroke);
        if (x.length <= FEW) {
            mark(chart, series, color);
        }
    }

    private static byte[] png(XYChart chart) {
        chart.getStyler().setXAxisMin(0.0);
        return Charts.png(chart);
    }
}
