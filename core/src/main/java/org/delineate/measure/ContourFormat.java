package org.delineate.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.delineate.file.Json;
import org.delineate.image.Mask;

/** A form in which other programs read the borders of lesions; coordinates are those of pixel corners, y downwards. */
public enum ContourFormat {
    /** Paths, to be drawn over the image. */
    SVG {
        @Override
        public String text(Mask mask, List<Lesion> lesions, Scale scale) {
            List<Outlines> outlines = Outlines.of(mask, lesions);
            String paths = IntStream.range(0, lesions.size())
                    .mapToObj(i -> "  <path id=\"lesion-" + (i + 1) + "\" d=\"" + path(outlines.get(i)) + "\"><title>"
                            + title(i, lesions.get(i)) + "</title></path>\n")
                    .collect(Collectors.joining());
            return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + mask.width() + "\" height=\"" + mask.height()
                    + "\" viewBox=\"0 0 " + mask.width() + " " + mask.height()
                    + "\" fill=\"none\" fill-rule=\"evenodd\" stroke=\"#ff2d55\" stroke-width=\"2\">\n" + paths
                    + "</svg>\n";
        }
    },
    /** A collection of (multi)polygons with measures as properties, as QuPath and shapely read them. */
    GEOJSON {
        @Override
        public String text(Mask mask, List<Lesion> lesions, Scale scale) {
            List<Outlines> outlines = Outlines.of(mask, lesions);
            List<Object> features = new ArrayList<>();
            for (int i = 0; i < lesions.size(); i++) {
                List<Object> polygons = outlines.get(i).parts().stream()
                        .map(part -> (Object)
                                rings(part).stream().map(ContourFormat::closed).toList())
                        .toList();
                boolean one = polygons.size() == 1;
                features.add(Json.object(
                        "type",
                        "Feature",
                        "geometry",
                        Json.object(
                                "type",
                                one ? "Polygon" : "MultiPolygon",
                                "coordinates",
                                one ? polygons.get(0) : polygons),
                        "properties",
                        properties(i, lesions.get(i))));
            }
            return Json.pretty(Json.object("type", "FeatureCollection", "features", features));
        }
    },
    /** A line for each corner of a border. */
    CSV {
        @Override
        public String text(Mask mask, List<Lesion> lesions, Scale scale) {
            List<Outlines> outlines = Outlines.of(mask, lesions);
            StringBuilder text = new StringBuilder("lesion,ring,hole,x_px,y_px,x_mm,y_mm\n");
            for (int i = 0; i < lesions.size(); i++) {
                Spacing spacing = scale.within(lesions.get(i).box());
                int number = 0;
                for (Outlines.Part part : outlines.get(i).parts()) {
                    for (Outlines.Ring ring : rings(part)) {
                        number++;
                        for (int k = 0; k < ring.x().length; k++) {
                            text.append(i + 1).append(',').append(number);
                            text.append(',').append(ring == part.outer() ? 0 : 1);
                            text.append(',').append(ring.x()[k]).append(',').append(ring.y()[k]);
                            text.append(',').append(spacing == null ? "" : number(ring.x()[k] * spacing.xMm()));
                            text.append(',').append(spacing == null ? "" : number(ring.y()[k] * spacing.yMm()));
                            text.append('\n');
                        }
                    }
                }
            }
            return text.toString();
        }
    };

    /** Writes the borders of the lesions of a mask. @param scale where in the picture the size of a pixel is known */
    public abstract String text(Mask mask, List<Lesion> lesions, Scale scale);

    /** The name in lower case, which is also the ending of its files. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static List<Outlines.Ring> rings(Outlines.Part part) {
        List<Outlines.Ring> all = new ArrayList<>(List.of(part.outer()));
        all.addAll(part.holes());
        return all;
    }

    private static String path(Outlines outlines) {
        return outlines.parts().stream()
                .flatMap(part -> rings(part).stream())
                .map(ring -> IntStream.range(0, ring.x().length)
                        .mapToObj(i -> ring.x()[i] + " " + ring.y()[i])
                        .collect(Collectors.joining("L", "M", "Z")))
                .collect(Collectors.joining());
    }

    /** GeoJSON repeats the first corner at the end. */
    private static List<int[]> closed(Outlines.Ring ring) {
        return IntStream.rangeClosed(0, ring.x().length)
                .mapToObj(i -> new int[] {ring.x()[i % ring.x().length], ring.y()[i % ring.x().length]})
                .toList();
    }

    private static String title(int index, Lesion lesion) {
        Measures m = lesion.measures();
        return String.format(
                Locale.ROOT,
                "lesion %d: %.1f x %.1f %s, area %.1f %s",
                index + 1,
                m.longDiameter(),
                m.perpendicularDiameter(),
                m.unit().ofLengths(),
                m.area(),
                m.unit().ofAreas());
    }

    private static Map<String, Object> properties(int index, Lesion lesion) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("lesion", index + 1);
        add(all, "px", lesion.px());
        if (lesion.mm() != null) {
            add(all, "mm", lesion.mm());
        }
        return all;
    }

    private static void add(Map<String, Object> all, String unit, Measures of) {
        all.put("area_" + unit + "2", of.area());
        all.put("long_diameter_" + unit, of.longDiameter());
        all.put("short_diameter_" + unit, of.perpendicularDiameter());
    }

    private static String number(double mm) {
        return String.format(Locale.ROOT, "%.3f", mm);
    }
}
