package org.delineate.report;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.delineate.file.Csv;
import org.delineate.infer.Segmentation;
import org.delineate.measure.Measures;
import org.delineate.measure.UncertainLesion;

/** The lesions of all pictures as one table: a row for each lesion, and one for each picture without. */
public final class MeasurementTable {
    private static final List<String> HEADER = List.of(
            "picture",
            "lesions",
            "lesion",
            "x",
            "y",
            "width",
            "height",
            "area_px",
            "long_diameter_px",
            "short_diameter_px",
            "area_mm2",
            "long_diameter_mm",
            "short_diameter_mm",
            "depth_to_width",
            "uncertainty",
            "doubt",
            "mask");

    private MeasurementTable() {}

    /** Writes it; millimetres are empty where the size of a pixel is not known. */
    public static void write(Path file, List<Segmentation> pictures) {
        Csv.write(
                file, HEADER, pictures.stream().filter(p -> p.error().isEmpty()).flatMap(MeasurementTable::rows));
    }

    private static Stream<List<?>> rows(Segmentation picture) {
        List<UncertainLesion> lesions = picture.findings().lesions();
        List<List<?>> rows = new ArrayList<>();
        for (int i = 0; i < Math.max(1, lesions.size()); i++) {
            List<Object> row = new ArrayList<>(List.of(picture.picture(), lesions.size()));
            if (lesions.isEmpty()) {
                row.addAll(Collections.nCopies(HEADER.size() - 5, ""));
            } else {
                var lesion = lesions.get(i).lesion();
                row.addAll(List.of(
                        i + 1,
                        lesion.box().x(),
                        lesion.box().y(),
                        lesion.box().width(),
                        lesion.box().height()));
                row.addAll(sizes(lesion.px()));
                row.addAll(sizes(lesion.mm()));
                row.add(lesion.measures().depthToWidth());
            }
            row.add(picture.findings().uncertainty());
            row.add(picture.findings().doubt() == null ? "" : picture.findings().doubt());
            row.add(picture.mask());
            rows.add(row);
        }
        return rows.stream();
    }

    private static List<Object> sizes(Measures of) {
        return of == null ? List.of("", "", "") : List.of(of.area(), of.longDiameter(), of.perpendicularDiameter());
    }
}
