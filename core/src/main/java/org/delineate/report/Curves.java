package org.delineate.report;

import java.awt.BasicStroke;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.delineate.train.History.Epoch;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Training curves as PNG: one value per epoch; epochs without a value are bridged. */
final class Curves {
    private static final int FEW = 5;
    private static final BasicStroke THIN = new BasicStroke(1.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
    private static final BasicStroke THICK = new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);

    private Curves() {}

    static byte[] loss(List<Epoch> epochs) {
        XYChart chart = Charts.chart("Epoch", "Loss");
        draw(chart, "training", epochs, Epoch::trainLoss, 0, THIN);
        return png(chart);
    }

    static byte[] dice(List<Epoch> epochs) {
        XYChart chart = Charts.chart("Epoch", "Mean per-image Dice");
        draw(chart, "validation", epochs, Epoch::valDice, 1, THICK);
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0);
        return png(chart);
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
            series.setMarker(SeriesMarkers.CIRCLE).setMarkerColor(Charts.color(color));
            chart.getStyler().setMarkerSize(5);
        }
    }

    private static byte[] png(XYChart chart) {
        chart.getStyler().setXAxisMin(0.0);
        return Charts.png(chart);
    }
}
