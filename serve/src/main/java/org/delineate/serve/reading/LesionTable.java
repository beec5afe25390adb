package org.delineate.serve.reading;

import java.awt.Color;
import java.io.IOException;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;
import org.delineate.measure.Measures;
import org.delineate.measure.Spread;
import org.delineate.measure.UncertainLesion;
import org.delineate.measure.Unit;

/** Writes the measures of all lesions, each with its unit and the range that the model's uncertainty implies. */
final class LesionTable {
    private static final float LEFT = PageFlow.MARGIN;
    private static final float FIRST = 30;
    private static final float COLUMN = 78;
    private static final float VALUE = 9;
    private static final float RANGE = 7;

    private final ReadingReport report;
    private final Wording say;
    private final TaggedPdf pdf;

    private record Column(String key, ToDoubleFunction<Measures> value, Kind kind) {}

    private enum Kind {
        LENGTH,
        AREA,
        RATIO
    }

    private static final List<Column> COLUMNS = List.of(
            new Column("long", Measures::longDiameter, Kind.LENGTH),
            new Column("short", Measures::perpendicularDiameter, Kind.LENGTH),
            new Column("area", Measures::area, Kind.AREA),
            new Column("perimeter", Measures::perimeter, Kind.LENGTH),
            new Column("circularity", Measures::circularity, Kind.RATIO),
            new Column("ratio", Measures::depthToWidth, Kind.RATIO));

    LesionTable(ReadingReport report, Wording say, TaggedPdf pdf) {
        this.report = report;
        this.say = say;
        this.pdf = pdf;
    }

    void write(PageFlow on) throws IOException {
        on.heading(say.report("lesions"));
        List<UncertainLesion> lesions = report.lesions();
        if (lesions.isEmpty()) {
            on.paragraph(say.report("lesions.none"), pdf.regular(), VALUE, PageFlow.INK);
            return;
        }
        PDStructureElement table = pdf.group("Table", null);
        head(on, table);
        boolean ranges = false;
        int number = 0;
        for (UncertainLesion lesion : lesions) {
            ranges |= spread(lesion) != null;
            row(on, table, ++number, lesion);
        }
        on.down(2);
        on.note(say.report(ranges ? "lesions.caption" : "lesions.caption.none"));
    }

    private void head(PageFlow on, PDStructureElement table) throws IOException {
        float top = on.y();
        PDStructureElement row = pdf.group("TR", table);
        cell(row, "TH", LEFT, top, say.report("column.number"), "", PageFlow.GREY);
        for (int i = 0; i < COLUMNS.size(); i++) {
            cell(row, "TH", x(i), top, say.report("column." + COLUMNS.get(i).key), "", PageFlow.GREY);
        }
        on.down(VALUE + 6);
    }

    private static float x(int column) {
        return LEFT + FIRST + column * COLUMN;
    }

    private void row(PageFlow on, PDStructureElement table, int number, UncertainLesion lesion) throws IOException {
        on.require(VALUE + RANGE + 9);
        on.rule();
        float top = on.y() - 4;
        PDStructureElement row = pdf.group("TR", table);
        cell(row, "TD", LEFT, top, "" + number, "", PageFlow.INK);
        Measures measures = lesion.lesion().measures();
        Spread spread = spread(lesion);
        for (int i = 0; i < COLUMNS.size(); i++) {
            Column column = COLUMNS.get(i);
            String value = value(column, measures.unit(), column.value.applyAsDouble(measures));
            cell(row, "TD", x(i), top, value, spread == null ? "" : range(column, spread), PageFlow.INK);
        }
        on.down(spread == null ? VALUE + 1 : VALUE + RANGE + 4);
    }

    private static Spread spread(UncertainLesion lesion) {
        return lesion.lesion().mm() == null ? lesion.spreadPx() : lesion.spreadMm();
    }

    private String value(Column column, Unit unit, double value) {
        String number = number(column, unit, value);
        return switch (column.kind) {
            case LENGTH -> number + " " + unit.ofLengths();
            case AREA -> number + " " + unit.ofAreas();
            case RATIO -> number;
        };
    }

    private String number(Column column, Unit unit, double value) {
        if (Double.isNaN(value)) {
            return "–";
        }
        return say.number(value, column.kind == Kind.RATIO ? 2 : unit == Unit.MM ? 1 : 0);
    }

    private String range(Column column, Spread spread) {
        Unit unit = spread.high().unit();
        double low = column.value.applyAsDouble(spread.low());
        String high = number(column, unit, column.value.applyAsDouble(spread.high()));
        return "(" + (low == 0 ? say.report("atmost", high) : say.report("between", number(column, unit, low), high))
                + ")";
    }

    private void cell(PDStructureElement row, String type, float x, float top, String value, String range, Color colour)
            throws IOException {
        pdf.element(type, row, on -> {
            PdfFont font = type.equals("TH") ? pdf.regular() : pdf.bold();
            TaggedPdf.text(on, font, type.equals("TH") ? 8 : VALUE, colour, x, top + VALUE, font.shown(value));
            if (!range.isEmpty()) {
                TaggedPdf.text(
                        on,
                        pdf.regular(),
                        RANGE,
                        PageFlow.GREY,
                        x,
                        top + VALUE + RANGE + 3,
                        pdf.regular().shown(range));
            }
        });
    }
}
