package org.delineate.spark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.delineate.file.Build;
import org.delineate.image.Mask;
import org.delineate.image.Runs;
import org.delineate.infer.Segmentation;
import org.delineate.measure.Box;
import org.delineate.measure.Lesion;
import org.delineate.measure.Measures;
import org.delineate.measure.Spread;
import org.delineate.measure.UncertainLesion;

/** Makes the rows of the table of results; docs/archive.md explains the columns. */
final class ResultRows {
    private static final StructType MEASURES = new StructType(new StructField[] {
        number("area"),
        number("long_diameter"),
        number("perpendicular_diameter"),
        number("perimeter"),
        number("equivalent_diameter"),
        number("circularity"),
        number("depth_to_width")
    });

    private static final StructType MEASURED = new StructType()
            .add("value", MEASURES, false)
            .add("low", MEASURES, true)
            .add("high", MEASURES, true);

    private static final StructType LESION = new StructType()
            .add("x", DataTypes.IntegerType, false)
            .add("y", DataTypes.IntegerType, false)
            .add("width", DataTypes.IntegerType, false)
            .add("height", DataTypes.IntegerType, false)
            .add("centre_x", DataTypes.DoubleType, false)
            .add("centre_y", DataTypes.DoubleType, false)
            .add("px", MEASURED, false)
            .add("mm", MEASURED, true);

    static final String PATH = "path";
    static final String NAME = "name";
    static final String BYTES = "bytes";
    static final String MODIFIED = "modified";
    static final String CONTENT = "content";
    static final String MODEL = "model";
    static final String OPTIONS = "options";
    static final String FRAME = "frame";
    static final String ERROR = "error";
    private static final String REMARKS = "remarks";

    /** Names the columns; those from the height on are null where a picture could not be read. */
    static final StructType SCHEMA = new StructType()
            .add(PATH, DataTypes.StringType, false)
            .add(NAME, DataTypes.StringType, false)
            .add(BYTES, DataTypes.LongType, false)
            .add(MODIFIED, DataTypes.LongType, false)
            .add(CONTENT, DataTypes.StringType, true)
            .add(MODEL, DataTypes.StringType, false)
            .add(OPTIONS, DataTypes.StringType, false)
            .add("version", DataTypes.StringType, false)
            .add(FRAME, DataTypes.IntegerType, false)
            .add(ERROR, DataTypes.StringType, true)
            .add("height", DataTypes.IntegerType, true)
            .add("width", DataTypes.IntegerType, true)
            .add("mask", DataTypes.createArrayType(DataTypes.IntegerType, false), true)
            .add("area_px", DataTypes.IntegerType, true)
            .add("share", DataTypes.DoubleType, true)
            .add("uncertainty", DataTypes.DoubleType, true)
            .add("doubt", DataTypes.StringType, true)
            .add(REMARKS, DataTypes.createArrayType(DataTypes.StringType, false), true)
            .add("lesions", DataTypes.createArrayType(LESION, false), true);

    private ResultRows() {}

    private static StructField number(String name) {
        return DataTypes.createStructField(name, DataTypes.DoubleType, false);
    }

    /** Makes the row of a picture that was segmented. @param frame of its file, 1 for the first */
    static Row of(
            ArchiveFile file,
            String content,
            Plan.Key key,
            int frame,
            Mask mask,
            Segmentation.Findings found,
            List<String> remarks) {
        return RowFactory.create(
                file.path(),
                file.name(),
                file.bytes(),
                file.modified(),
                content,
                key.model(),
                key.options(),
                Build.CURRENT.toString(),
                frame,
                null,
                mask.height(),
                mask.width(),
                runs(mask),
                found.areaPx(),
                found.share(),
                found.uncertainty(),
                found.doubt() == null ? null : found.doubt().name().toLowerCase(Locale.ROOT),
                remarks.toArray(),
                found.lesions().stream().map(ResultRows::lesion).toArray());
    }

    /** Makes the row of a picture that could not be read. @param content null where not a byte could be read */
    static Row failed(ArchiveFile file, String content, Plan.Key key, int frame, String error) {
        return RowFactory.create(
                file.path(),
                file.name(),
                file.bytes(),
                file.modified(),
                content,
                key.model(),
                key.options(),
                Build.CURRENT.toString(),
                frame,
                error,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** Makes the row of a file whose content has its results already: without an error and without a mask. */
    static Row known(ArchiveFile file, String content, Plan.Key key) {
        return failed(file, content, key, 0, null);
    }

    /** Adds a remark to the row of a picture that was segmented. */
    static Row withRemark(Row row, String remark) {
        Object[] values = new Object[row.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = row.get(i);
        }
        int at = SCHEMA.fieldIndex(REMARKS);
        List<Object> remarks = new ArrayList<>(List.of((Object[]) values[at]));
        remarks.add(remark);
        values[at] = remarks.toArray();
        return RowFactory.create(values);
    }

    /** Lists the runs of lesion pixels, row by row: the index of the first, and how many they are. */
    private static Integer[] runs(Mask mask) {
        Runs runs = Runs.of(mask);
        Integer[] pairs = new Integer[2 * runs.count()];
        for (int i = 0; i < runs.count(); i++) {
            pairs[2 * i] = runs.from(i);
            pairs[2 * i + 1] = runs.to(i) - runs.from(i);
        }
        return pairs;
    }

    private static Row lesion(UncertainLesion one) {
        Lesion lesion = one.lesion();
        Box box = lesion.box();
        return RowFactory.create(
                box.x(),
                box.y(),
                box.width(),
                box.height(),
                lesion.centreX(),
                lesion.centreY(),
                measured(lesion.px(), one.spreadPx()),
                lesion.mm() == null ? null : measured(lesion.mm(), one.spreadMm()));
    }

    private static Row measured(Measures value, Spread spread) {
        return RowFactory.create(
                measures(value),
                spread == null ? null : measures(spread.low()),
                spread == null ? null : measures(spread.high()));
    }

    private static Row measures(Measures m) {
        List<Double> values = new ArrayList<>(List.of(
                m.area(),
                m.longDiameter(),
                m.perpendicularDiameter(),
                m.perimeter(),
                m.equivalentDiameter(),
                m.circularity(),
                m.depthToWidth()));
        return RowFactory.create(values.toArray());
    }
}
