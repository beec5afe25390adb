package org.delineate.parity;

/**
 * Largest differences of a network from a golden case, or the most that they may be; NaN where nothing was compared.
 *
 * @param output of an output, in standard deviations of it
 * @param loss of the training loss
 * @param gradient of a gradient norm: distance / (norm + 1e-6 / 0.03 of the largest norm). A bias before a batch norm
 *     has a true gradient of zero, and the norm of what is computed of it is rounding.
 * @param running of a running statistic's norm, in the same way
 */
public record Differences(double output, double loss, double gradient, double running) {}
