package org.delineate.serve.reading;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.List;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.graphics.image.LosslessFactory;
import org.apache.pdfbox.pdmodel.graphics.image.PDImageXObject;
import org.delineate.image.Contour;
import org.delineate.image.ImageFile;
import org.delineate.measure.Line;
import org.delineate.measure.UncertainLesion;

/** Draws the picture at its full resolution with outlines, axes and numbers as lines, which stay sharp however large. */
final class ReportFigure {
    static final Color OUTLINE = new Color(0xFFA000);
    static final Color LONG_AXIS = new Color(0x56B4E9);
    static final Color SHORT_AXIS = new Color(0xF0E442);
    private static final Color HALO = new Color(0x101418);
    private static final float LABEL = 8.5f;

    private final ReadingReport report;
    private final PdfFont bold;
    private final PDImageXObject pixels;

    ReportFigure(TaggedPdf pdf, ReadingReport report) throws IOException {
        this.report = report;
        bold = pdf.bold();
        BufferedImage image = ImageFile.toBufferedImage(report.picture().image());
        pixels = LosslessFactory.createFromImage(pdf.document(), image);
    }

    /** The size in points at which the picture fits into a rectangle. */
    float[] size(float width, float height) {
        float scale = Math.min(width / pixels.getWidth(), height / pixels.getHeight());
        return new float[] {scale * pixels.getWidth(), scale * pixels.getHeight()};
    }

    /** Draws the picture as it is; x and y are its upper left corner from that of the page. */
    void plain(PDPageContentStream on, float x, float y, float width, float height) throws IOException {
        on.drawImage(pixels, x, TaggedPdf.HEIGHT - y - height, width, height);
    }

    /** Draws the picture with all that was found. */
    void marked(PDPageContentStream on, float x, float y, float width, float height) throws IOException {
        plain(on, x, y, width, height);
        float scale = width / pixels.getWidth();
        float top = TaggedPdf.HEIGHT - y;
        on.saveGraphicsState();
        on.addRect(x, top - height, width, height);
        on.clip();
        on.setLineJoinStyle(1);
        on.setLineCapStyle(1);
        List<Contour> outlines = Contour.of(report.picture().mask());
        for (Contour outline : outlines) {
            trace(on, outline, x, top, scale, HALO, 2.2f);
        }
        for (Contour outline : outlines) {
            trace(on, outline, x, top, scale, OUTLINE, 1.2f);
        }
        for (UncertainLesion lesion : report.lesions()) {
            axis(on, lesion.lesion().longAxis(), x, top, scale, LONG_AXIS, false);
            axis(on, lesion.lesion().shortAxis(), x, top, scale, SHORT_AXIS, true);
        }
        int number = 0;
        for (UncertainLesion lesion : report.lesions()) {
            label(on, lesion, ++number, x, top, scale, width);
        }
        scaleBar(on, x, top - height, scale, width);
        on.restoreGraphicsState();
    }

    /** A bar of a round length at the lower left, where the size of a pixel is known. */
    private void scaleBar(PDPageContentStream on, float x, float bottom, float scale, float width) throws IOException {
        if (report.spacing().isEmpty()) {
            return;
        }
        double pointsPerMm = scale / report.spacing().get().xMm();
        int mm = 1;
        for (int longer : new int[] {2, 5, 10, 20, 50, 100}) {
            mm = longer * pointsPerMm <= width / 3 ? longer : mm;
        }
        String text = mm + " mm";
        float wide = (float) (mm * pointsPerMm);
        float textWide = bold.width(text, LABEL);
        on.setNonStrokingColor(HALO);
        on.addRect(x + 6, bottom + 6, Math.max(wide, textWide) + 10, LABEL + 12);
        on.fill();
        on.setStrokingColor(Color.WHITE);
        on.setLineWidth(1.4f);
        on.moveTo(x + 11, bottom + 11);
        on.lineTo(x + 11 + wide, bottom + 11);
        on.stroke();
        on.beginText();
        on.setFont(bold.font(), LABEL);
        on.setNonStrokingColor(Color.WHITE);
        on.newLineAtOffset(x + 11, bottom + 15);
        on.showText(text);
        on.endText();
    }

    private static void trace(
            PDPageContentStream on, Contour outline, float x, float top, float scale, Color colour, float line)
            throws IOException {
        on.setStrokingColor(colour);
        on.setLineWidth(line);
        for (int i = 0; i < outline.x().length; i++) {
            float px = x + (outline.x()[i] + 0.5f) * scale;
            float py = top - (outline.y()[i] + 0.5f) * scale;
            if (i == 0) {
                on.moveTo(px, py);
            } else {
                on.lineTo(px, py);
            }
        }
        on.closePath();
        on.stroke();
    }

    private static void axis(
            PDPageContentStream on, Line line, float x, float top, float scale, Color colour, boolean dashed)
            throws IOException {
        for (boolean halo : new boolean[] {true, false}) {
            on.setStrokingColor(halo ? HALO : colour);
            on.setLineWidth(halo ? 1.6f : 0.8f);
            on.setLineDashPattern(dashed && !halo ? new float[] {3, 2} : new float[0], 0);
            on.moveTo(x + (float) line.x1() * scale, top - (float) line.y1() * scale);
            on.lineTo(x + (float) line.x2() * scale, top - (float) line.y2() * scale);
            on.stroke();
        }
        on.setLineDashPattern(new float[0], 0);
    }

    /** Puts the number beside the upper right corner of the lesion, or of the picture where it would leave it. */
    private void label(
            PDPageContentStream on, UncertainLesion lesion, int number, float x, float top, float scale, float width)
            throws IOException {
        String text = Integer.toString(number);
        float wide = bold.width(text, LABEL) + 6;
        float high = LABEL + 3;
        float left = x + (lesion.lesion().box().x() + lesion.lesion().box().width()) * scale + 2;
        float lower = top - lesion.lesion().box().y() * scale;
        left = Math.min(left, x + width - wide - 1);
        lower = Math.min(lower, top - high - 1);
        on.setNonStrokingColor(HALO);
        on.addRect(left, lower, wide, high);
        on.fill();
        on.beginText();
        on.setFont(bold.font(), LABEL);
        on.setNonStrokingColor(OUTLINE);
        on.newLineAtOffset(left + 3, lower + 2.8f);
        on.showText(text);
        on.endText();
    }
}
