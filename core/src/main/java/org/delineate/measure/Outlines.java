package org.delineate.measure;

import java.awt.Polygon;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.delineate.image.Mask;

/**
 * Is the border of one lesion as polygons along the edges of its pixels: they enclose exactly its area. No polygon
 * touches itself; parts of a lesion that meet in a corner only are polygons of their own.
 */
public record Outlines(List<Part> parts) {
    private static final int[] DX = {1, 0, -1, 0}; // right, down, left, up: the lesion lies on the right hand
    private static final int[] DY = {0, 1, 0, -1};
    private static final int[] PIXEL_X = {0, -1, -1, 0}; // of the pixel on the right hand, from the step's start
    private static final int[] PIXEL_Y = {0, 0, -1, -1};

    /** Is a closed line of corners of pixels; the first corner is not repeated. */
    public record Ring(int[] x, int[] y) {
        private long area2() {
            long sum = 0;
            for (int i = 0; i < x.length; i++) {
                int j = (i + 1) % x.length;
                sum += (long) x[i] * y[j] - (long) x[j] * y[i];
            }
            return sum;
        }
    }

    /** Is an outer border with the holes inside it. */
    public record Part(Ring outer, List<Ring> holes) {}

    /** Follows the borders of lesions of a mask; one of them for each lesion. */
    public static List<Outlines> of(Mask mask, List<Lesion> lesions) {
        LesionMap map = new LesionMap(mask);
        return lesions.stream()
                .map(lesion -> new Edges(map, map.at(lesion), lesion.box()).outlines())
                .toList();
    }

    /** Holds the steps along the edges of one lesion that nobody has walked yet, a bit for each direction. */
    private static final class Edges {
        private final Box box;
        private final int width;
        private final byte[] steps;
        private final int[] place; // of a corner in the path, counted from 1; 0 where it is not in it

        Edges(LesionMap map, int number, Box box) {
            this.box = box;
            width = box.width() + 1;
            steps = new byte[width * (box.height() + 1)];
            place = new int[steps.length];
            boolean[] lesion = new boolean[(box.width() + 2) * (box.height() + 2)]; // with a rim of background
            for (int y = 0; y < box.height(); y++) {
                for (int x = 0; x < box.width(); x++) {
                    lesion[(y + 1) * (box.width() + 2) + x + 1] = map.at(box.x() + x, box.y() + y) == number;
                }
            }
            for (int corner = 0; corner < steps.length; corner++) {
                for (int d = 0; d < 4; d++) {
                    int right = at(corner, d);
                    int left = at(corner, (d + 3) % 4);
                    if (lesion[right] && !lesion[left]) {
                        steps[corner] |= (byte) (1 << d);
                    }
                }
            }
        }

        /** Finds the pixel on the right hand of a step, in the rimmed box. */
        private int at(int corner, int d) {
            int x = corner % width + PIXEL_X[d];
            int y = corner / width + PIXEL_Y[d];
            return (y + 1) * (width + 1) + x + 1;
        }

        Outlines outlines() {
            List<Ring> outer = new ArrayList<>();
            List<Ring> holes = new ArrayList<>();
            for (int start = 0; start < steps.length; start++) {
                while (steps[start] != 0) {
                    for (Ring ring : walk(start)) {
                        (ring.area2() > 0 ? outer : holes).add(ring);
                    }
                }
            }
            List<Part> parts = outer.stream()
                    .map(ring -> new Part(ring, new ArrayList<>()))
                    .toList();
            holes.forEach(hole -> around(hole, parts).holes.add(hole));
            return new Outlines(parts);
        }

        /** Walks until it is back, and cuts off a ring whenever it meets a corner for the second time. */
        private List<Ring> walk(int start) {
            List<Ring> rings = new ArrayList<>();
            int[] path = new int[16];
            int length = 0;
            int at = start;
            do {
                if (place[at] > 0) {
                    int before = place[at] - 1;
                    rings.add(ring(path, before, length));
                    while (length > before) {
                        place[path[--length]] = 0;
                    }
                }
                if (length == path.length) {
                    path = Arrays.copyOf(path, 2 * length);
                }
                path[length++] = at;
                place[at] = length;
                int d = Integer.numberOfTrailingZeros(steps[at]);
                steps[at] &= (byte) ~(1 << d);
                at += DX[d] + DY[d] * width;
            } while (at != start);
            rings.add(ring(path, 0, length));
            while (length > 0) {
                place[path[--length]] = 0;
            }
            return rings;
        }

        private Ring ring(int[] path, int from, int to) {
            int[] x = new int[to - from];
            int[] y = new int[to - from];
            int kept = 0;
            for (int i = from; i < to; i++) {
                int before = path[i == from ? to - 1 : i - 1];
                int after = path[i == to - 1 ? from : i + 1];
                if (path[i] - before != after - path[i]) { // corners alone, not what lies on a straight line
                    x[kept] = path[i] % width + box.x();
                    y[kept++] = path[i] / width + box.y();
                }
            }
            return new Ring(Arrays.copyOf(x, kept), Arrays.copyOf(y, kept));
        }

        /** Finds the part that a hole lies in: the one that holds the lesion's pixel beside the hole's first edge. */
        private static Part around(Ring hole, List<Part> parts) {
            int d = hole.x[1] == hole.x[0] ? hole.y[1] > hole.y[0] ? 1 : 3 : hole.x[1] > hole.x[0] ? 0 : 2;
            double x = hole.x[0] + PIXEL_X[d] + 0.5;
            double y = hole.y[0] + PIXEL_Y[d] + 0.5;
            return parts.stream()
                    .filter(p -> new Polygon(p.outer.x, p.outer.y, p.outer.x.length).contains(x, y))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
