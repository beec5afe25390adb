package org.delineate.zoo;

/**
 * How far an answer may lie from its record.
 *
 * <p>A gradient norm may differ by 3 % plus 1e-6 of the largest norm: a bias before a batch norm has a true gradient of zero, and
 * its record is rounding.
 *
 * @param deviations of an output, in standard deviations of it
 * @param absolute of an output; the larger of both holds
 * @param loss of the training loss
 * @param free regular expression of parameters whose gradients are not compared
 */
record Tolerance(double deviations, double absolute, double loss, String free) {
    static final double NORM = 0.03;
    static final double NORM_FLOOR = 1e-6;

    private static final double OUTPUT = 2e-4;
    private static final double LOSS = 2e-5;

    static Tolerance of(String model) {
        return switch (model) {
            // an attention multiplies what is rounded by 40,000
            case "arunet_base16_res_att" -> new Tolerance(OUTPUT, 5e-2, LOSS, "");
            // max pooling and unpooling: places of equal maxima flip
            case "segnet" -> new Tolerance(OUTPUT, 0, 2e-3, "");
            // one element of a gate may flip; the part cases and the narrow network hold these gradients
            case "scrnet" -> new Tolerance(OUTPUT, 0, LOSS, ".*\\.w_(conv|cross)");
            default -> new Tolerance(OUTPUT, model.startsWith("arunet") ? 1e-3 : 0, LOSS, "");
        };
    }

    /** In standard deviations of that output. */
    double output(double deviation) {
        return Math.max(deviations, absolute / deviation);
    }
}
