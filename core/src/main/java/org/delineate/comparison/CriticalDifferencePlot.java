package org.delineate.comparison;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Line2D;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import org.delineate.png.Png;
import org.delineate.report.Fonts;

/**
 * Draws mean ranks on a line, best on the left; bars join results whose ranks differ by less than the critical
 * difference.
 *
 * <p>Source: Demsar, Statistical Comparisons of Classifiers over Multiple Data Sets (JMLR 2006).
 */
final class CriticalDifferencePlot {
    static final int WIDTH = 820;

    private static final int SCALE = 2;
    private static final int MARGIN = 220;
    private static final int AXIS = 78;
    private static final int ROW = 24;
    private static final int BAR = 9;
    private static final int GAP = 12; // between the axis and the line of a name
    private static final int ROOM = MARGIN - GAP - 10; // for a name and its rank
    private static final Color INK = new Color(0x333333);
    private static final Color BARS = new Color(0xD55E00);

    private final Graphics2D graphics;
    private final Ranking ranking;
    private final List<Result> results;

    private CriticalDifferencePlot(Graphics2D graphics, Ranking ranking, List<Result> results) {
        this.graphics = graphics;
        this.ranking = ranking;
        this.results = results;
    }

    /** Says whether there is one: for at least three results. */
    static boolean exists(MetricComparison m) {
        return m.ranking() != null && !Double.isNaN(m.ranking().criticalDifference());
    }

    static String fileName(MetricComparison m) {
        return "critical-difference-" + m.metric().id() + ".png";
    }

    /** Names the plot that belongs below a table; most tables have none. */
    static Optional<String> below(Comparison c, ComparisonTable table) {
        return c.metrics().stream()
                .filter(m ->
                        exists(m) && table.id().equals("scores-" + m.metric().id()))
                .map(CriticalDifferencePlot::fileName)
                .findFirst();
    }

    /** Returns the height of the plot as shown; the picture has {@value #SCALE} times as many pixels. */
    static int height(int results, Ranking ranking) {
        return AXIS + bars(ranking) + (results + 1) / 2 * ROW + 14;
    }

    private static int bars(Ranking ranking) {
        return 12 + ranking.notToldApart().size() * BAR;
    }

    static byte[] png(Comparison c, MetricComparison m) {
        int height = height(c.results().size(), m.ranking());
        BufferedImage picture = new BufferedImage(WIDTH * SCALE, height * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = picture.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        graphics.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        graphics.scale(SCALE, SCALE);
        graphics.setFont(Fonts.plain(12));
        CriticalDifferencePlot plot = new CriticalDifferencePlot(graphics, m.ranking(), c.results());
        plot.axis();
        plot.criticalDifference();
        plot.bars();
        plot.names();
        graphics.dispose();
        return Png.encode(picture);
    }

    private double x(double rank) {
        return MARGIN + (WIDTH - 2 * MARGIN) * (rank - 1) / (results.size() - 1);
    }

    private void axis() {
        graphics.setColor(INK);
        stroke(1.2f, x(1), AXIS, x(results.size()), AXIS);
        for (int rank = 1; rank <= results.size(); rank++) {
            stroke(1.2f, x(rank), AXIS - 6, x(rank), AXIS);
            String text = "" + rank;
            text(text, x(rank) - width(text) / 2, AXIS - 10);
        }
        text("mean rank, 1 = best", x(1) - width("mean rank, 1 = best") - 14, AXIS - 1);
    }

    /** Draws the length of the critical difference above the axis, cut where it is longer. */
    private void criticalDifference() {
        double longest = results.size() - 1.0;
        double to = x(1 + Math.min(ranking.criticalDifference(), longest));
        double y = 32;
        stroke(1.6f, x(1), y, to, y);
        stroke(1.6f, x(1), y - 4, x(1), y + 4);
        if (ranking.criticalDifference() <= longest) {
            stroke(1.6f, to, y - 4, to, y + 4);
        }
        text("critical difference " + Digits.number(ranking.criticalDifference(), 3), x(1), y - 10);
    }

    private void bars() {
        graphics.setColor(BARS);
        double y = AXIS + 10;
        for (List<Integer> set : ranking.notToldApart()) {
            double from = x(ranking.meanRanks().get(set.get(0)));
            double to = x(ranking.meanRanks().get(set.get(set.size() - 1)));
            stroke(4, from - 3, y, to + 3, y);
            y += BAR;
        }
        graphics.setColor(INK);
    }

    /** Names the better half on the left, the other one on the right. */
    private void names() {
        List<Integer> order = ranking.order();
        int left = (order.size() + 1) / 2;
        int top = AXIS + bars(ranking);
        for (int i = 0; i < order.size(); i++) {
            boolean isLeft = i < left;
            double rank = ranking.meanRanks().get(order.get(i));
            double y = top + (isLeft ? i : order.size() - 1 - i) * ROW + ROW / 2.0;
            double end = isLeft ? MARGIN - GAP : WIDTH - MARGIN + GAP;
            stroke(1, x(rank), AXIS, x(rank), y);
            stroke(1, x(rank), y, end, y);
            String text = fitting(results.get(order.get(i)).name(), Digits.number(rank, 3));
            text(text, isLeft ? end - 5 - width(text) : end + 5, y + 4);
        }
    }

    /** Shortens a name until there is room for it and its rank beside the plot. */
    private String fitting(String name, String rank) {
        String text = name + "  " + rank;
        for (int length = name.length() - 1; width(text) > ROOM && length > 0; length--) {
            text = name.substring(0, length) + "…  " + rank;
        }
        return text;
    }

    private void stroke(float thickness, double x1, double y1, double x2, double y2) {
        graphics.setStroke(new BasicStroke(thickness, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER));
        graphics.draw(new Line2D.Double(x1, y1, x2, y2));
    }

    private void text(String text, double x, double y) {
        graphics.drawString(text, (float) x, (float) y);
    }

    private double width(String text) {
        return graphics.getFontMetrics().stringWidth(text);
    }
}
