package org.delineate.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How a metric spreads over the images, per class, as PNG. Values are finite. Classes have the same order and colours in
 * every chart, also where one of them has no value: it is not drawn.
 */
final class Distributions {
    private static final int BINS = 20;
    private static final BasicStroke THIN = new BasicStroke(1.5f);
    private static final BasicStroke THICK = new BasicStroke(3, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER);

    private Distributions() {}

    /**
     * Counts images in 20 bins from 0 to top, classes stacked.
     *
     * @param top upper edge of the last bin, which also takes what lies above
     */
    static byte[] histogram(String axis, double top, Map<String, double[]> classes) {
        XYChart chart = Charts.chart(axis, "Images");
        double[] x = new double[4 * BINS];
        for (int i = 0; i < x.length; i++) {
            x[i] = top / BINS * (i / 4 + (i % 4 < 2 ? 0.08 : 0.92));
        }
        int[] count = new int[BINS];
        for (double[] values : classes.values()) {
            Arrays.stream(values).forEach(v -> count[bin(v, top)]++);
        }
        int highest = Arrays.stream(count).max().orElse(0);
        // the whole stack first, then what is left of it below the first class, and so on: each bar covers the one
        // before, and the legend begins with the first class
        List<String> names = List.copyOf(classes.keySet());
        for (int i = 0; i < names.size(); i++) {
            if (classes.get(names.get(i)).length == 0) {
                continue;
            }
            XYSeries bars = chart.addSeries(names.get(i), x, bars(count));
            bars.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea).setFillColor(Charts.color(i));
            bars.setMarker(SeriesMarkers.NONE).setLineColor(Charts.color(i));
            bars.setLineStyle(SeriesLines.NONE);
            Arrays.stream(classes.get(names.get(i))).forEach(v -> count[bin(v, top)]--);
        }
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(top).setYAxisMin(0.0);
        if (highest < 5) { // no ticks at halves of an image
            chart.getStyler().setYAxisMax(5.0);
        }
        legend(chart, drawn(classes).size());
        return Charts.png(chart);
    }

    private static int bin(double value, double top) {
        return (int) Math.min(Math.max(value / top * BINS, 0), BINS - 1);
    }

    private static double[] bars(int[] count) {
        double[] y = new double[4 * count.length];
        for (int i = 0; i < count.length; i++) {
            y[4 * i + 1] = count[i];
            y[4 * i + 2] = count[i];
        }
        return y;
    }

    /**
     * Every image as a dot on the box of its class: quartiles, median, whiskers to the last value within 1.5 boxes.
     */
    static byte[] boxes(String axis, Map<String, double[]> classes) {
        XYChart chart = Charts.chart("", axis);
        Random jitter = new Random(1);
        List<String> names = drawn(classes);
        List<String> all = List.copyOf(classes.keySet());
        for (int i = 0; i < names.size(); i++) {
            double[] sorted = classes.get(names.get(i)).clone();
            Arrays.sort(sorted);
            Color color = Charts.color(all.indexOf(names.get(i)));
            Charts.dots(
                    chart,
                    names.get(i),
                    jitter.doubles(sorted.length, i - 0.18, i + 0.18).toArray(),
                    sorted,
                    color);
            box(chart, names.get(i), i, sorted, color);
        }
        chart.getStyler().setXAxisMin(-0.5).setXAxisMax(names.size() - 0.5).setYAxisMin(0.0);
        if (names.size() > 3) { // too many for labels below the axis
            legend(chart, names.size());
            chart.getStyler().setXAxisTicksVisible(false);
        } else {
            label(chart, names, classes);
        }
        return Charts.png(chart);
    }

    /**
     * Every image as a dot: its Dice against the size of its lesion, on a logarithmic axis.
     *
     * @param percent of the image that is lesion, by class
     * @param dice in the same order
     */
    static byte[] againstSize(Map<String, double[]> percent, Map<String, double[]> dice) {
        XYChart chart = Charts.chart("Lesion, % of the image", "Dice");
        double smallest =
                percent.values().stream().flatMapToDouble(Arrays::stream).min().orElse(1);
        double left = Math.pow(10, Math.floor(Math.log10(smallest)));
        Charts.reference(chart, "miss: Dice below " + CaseScores.MISS, left, CaseScores.MISS, 100, CaseScores.MISS);
        List<String> all = List.copyOf(dice.keySet());
        for (String name : drawn(dice)) {
            Charts.dots(chart, name, percent.get(name), dice.get(name), Charts.color(all.indexOf(name)));
        }
        chart.getStyler().setXAxisLogarithmic(true).setXAxisMin(left).setXAxisMax(100.0);
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(1.0).setXAxisDecimalPattern("#.####");
        return Charts.png(chart);
    }

    private static List<String> drawn(Map<String, double[]> classes) {
        return classes.keySet().stream().filter(n -> classes.get(n).length > 0).toList();
    }

    private static void box(XYChart chart, String name, int at, double[] sorted, Color color) {
        double q1 = quantile(sorted, 0.25);
        double q3 = quantile(sorted, 0.75);
        double median = quantile(sorted, 0.5);
        double reach = 1.5 * (q3 - q1);
        double low = Arrays.stream(sorted).filter(v -> v >= q1 - reach).min().orElse(q1);
        double high = Arrays.stream(sorted).filter(v -> v <= q3 + reach).max().orElse(q3);
        double left = at - 0.25;
        double middle = at;
        double right = at + 0.25;
        stroke(chart, name + "\0box", color, THIN, left, q1, right, q1, right, q3, left, q3, left, q1);
        stroke(chart, name + "\0median", color, THICK, left, median, right, median);
        stroke(chart, name + "\0lower", color, THIN, middle, q1, middle, low);
        stroke(chart, name + "\0upper", color, THIN, middle, q3, middle, high);
    }

    private static void stroke(XYChart chart, String name, Color color, BasicStroke stroke, double... xy) {
        double[] x = new double[xy.length / 2];
        double[] y = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            x[i] = xy[2 * i];
            y[i] = xy[2 * i + 1];
        }
        Charts.line(chart, name, x, y, color, stroke).setShowInLegend(false);
    }

    /** Linear between order statistics. */
    private static double quantile(double[] sorted, double q) {
        double at = q * (sorted.length - 1);
        int i = (int) at;
        int next = Math.min(i + 1, sorted.length - 1);
        return sorted[i] + (at - i) * (sorted[next] - sorted[i]);
    }

    private static void label(XYChart chart, List<String> names, Map<String, double[]> classes) {
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setXAxisTickMarkSpacingHint((int) (0.6 * Charts.WIDTH / names.size())); // one tick per class
        chart.setCustomXAxisTickLabelsFormatter(v -> {
            int i = (int) Math.round(v);
            return Math.abs(v - i) < 1e-6 && i >= 0 && i < names.size()
                    ? names.get(i) + " (n = " + classes.get(names.get(i)).length + ")"
                    : " ".repeat(1 + Math.floorMod(Math.round(2 * v), 7)); // XChart wants every label different
        });
    }

    private static void legend(XYChart chart, int classes) {
        chart.getStyler().setLegendVisible(classes > 1);
        if (classes > 3) {
            chart.getStyler()
                    .setLegendPosition(Styler.LegendPosition.OutsideE)
                    .setLegendLayout(Styler.LegendLayout.Vertical);
        }
    }
}
