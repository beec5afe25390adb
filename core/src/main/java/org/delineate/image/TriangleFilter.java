package org.delineate.image;

/**
 * Holds the weights of a one-dimensional triangle filter: target i is the weighted sum of the sources first(i) ..
 * first(i) + width - 1.
 *
 * @param count number of targets
 * @param width number of sources of a target
 * @param firsts [count], the first source of each target
 * @param weights [count, width], each row adding up to 1
 */
record TriangleFilter(int count, int width, int[] firsts, float[] weights) {

    static TriangleFilter of(int from, int to) {
        double step = (double) from / to;
        double reach = Math.max(1, step);
        int width = Math.min(from, (int) Math.ceil(2 * reach)); // more sources have no weight
        int[] firsts = new int[to];
        float[] weights = new float[to * width];
        for (int i = 0; i < to; i++) {
            double centre = (i + 0.5) * step;
            int first = (int) Math.max(0, Math.floor(centre - reach + 0.5)); // whose centre lies inside
            firsts[i] = Math.min(first, from - width);
            double sum = 0;
            for (int k = 0; k < width; k++) {
                sum += triangle(firsts[i] + k + 0.5 - centre, reach);
            }
            for (int k = 0; k < width; k++) {
                weights[i * width + k] = (float) (triangle(firsts[i] + k + 0.5 - centre, reach) / sum);
            }
        }
        return new TriangleFilter(to, width, firsts, weights);
    }

    private static double triangle(double distance, double reach) {
        return Math.max(0, 1 - Math.abs(distance) / reach);
    }

    int first(int target) {
        return firsts[target];
    }

    float weight(int target, int k) {
        return weights[target * width + k];
    }
}
