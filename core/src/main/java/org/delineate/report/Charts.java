package org.delineate.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.util.Locale;
import org.delineate.png.Png;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** What all charts of a report share: size, fonts, colours, and the way to a PNG. */
final class Charts {
    /** As shown; the PNG has {@value #SCALE} times as many pixels. */
    static final int WIDTH = 500;

    static final int HEIGHT = 300;
    private static final int SCALE = 2;

    /** Colours that every kind of colour vision tells apart: Okabe and Ito, "Color Universal Design", 2008. */
    private static final int[] COLORS = {0x0072B2, 0xD55E00, 0x009E73, 0xCC79A7, 0xE69F00, 0x56B4E9};

    private static final Color INK = new Color(0x333333);
    private static final Color REFERENCE = new Color(0x999999);
    private static final BasicStroke DASHED =
            new BasicStroke(1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {5, 4}, 0);
    private static final Color GRID = new Color(0xE4E4E4);

    private Charts() {}

    /** Colours repeat after six series. */
    static Color color(int series) {
        return new Color(COLORS[series % COLORS.length]);
    }

    static XYChart chart(String xTitle, String yTitle) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .xAxisTitle(xTitle)
                .yAxisTitle(yTitle)
                .build();
        XYStyler style = chart.getStyler();
        style.setLocale(Locale.ROOT);
        style.setChartBackgroundColor(Color.WHITE).setPlotBackgroundColor(Color.WHITE);
        style.setChartFontColor(INK).setPlotBorderVisible(false);
        style.setAxisTickLabelsColor(INK).setAxisTickLabelsFont(Fonts.plain(11));
        style.setAxisTitleFont(Fonts.plain(12));
        style.setPlotGridLinesColor(GRID).setPlotGridLinesStroke(new BasicStroke(1));
        style.setPlotGridVerticalLinesVisible(false).setPlotMargin(0);
        style.setLegendBorderColor(Color.WHITE).setLegendFont(Fonts.plain(12));
        style.setLegendPosition(Styler.LegendPosition.OutsideS).setLegendLayout(Styler.LegendLayout.Horizontal);
        return chart;
    }

    static XYSeries line(XYChart chart, String name, double[] x, double[] y, Color color, BasicStroke stroke) {
        XYSeries series = chart.addSeries(name, x, y);
        series.setMarker(SeriesMarkers.NONE).setLineColor(color);
        series.setLineStyle(stroke);
        return series;
    }

    /** A dashed grey line from (x0, y0) to (x1, y1), to compare with. */
    static void reference(XYChart chart, String name, double x0, double y0, double x1, double y1) {
        line(chart, name, new double[] {x0, x1}, new double[] {y0, y1}, REFERENCE, DASHED);
    }

    /** Translucent dots, so that those of many images show where they are dense. */
    static void dots(XYChart chart, String name, double[] x, double[] y, Color color) {
        XYSeries dots = chart.addSeries(name, x, y);
        dots.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter).setMarker(SeriesMarkers.CIRCLE);
        dots.setMarkerColor(new Color(color.getRed(), color.getGreen(), color.getBlue(), 120));
        chart.getStyler().setMarkerSize(4);
    }

    static byte[] png(XYChart chart) {
        BufferedImage picture = new BufferedImage(WIDTH * SCALE, HEIGHT * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.scale(SCALE, SCALE);
        chart.paint(graphics, WIDTH, HEIGHT);
        graphics.dispose();
        return Png.encode(picture);
    }
}
