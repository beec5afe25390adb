package org.delineate.dicom.codec;

import java.util.Arrays;

/** Holds one component of a JPEG frame (T.81, A.1.1): its size in samples and data units, and where its samples go. */
final class JpegComponent {
    final int id;
    /** Sampling factors. */
    final int across;

    final int down;
    /** Number of the quantization table. */
    final int quantization;

    /** Size in samples, without padding. */
    int width;

    int height;
    /** Size in data units (blocks of 8 x 8 samples, or samples where lossless), without padding to whole MCUs. */
    int unitsWide;

    int unitsHigh;

    /** Samples: that at (x, y) is {@code samples[first + y * rowStep + x * step]}. */
    short[] samples;

    int first;
    int step;
    int rowStep;

    /** What a quantized coefficient is multiplied with, in zigzag order; null before the component's first scan. */
    float[] scale;
    /** The tables of the current scan. */
    HuffmanTable dc;

    HuffmanTable ac;
    /** The DC value of the last block. */
    int prediction;
    /** Coefficients of a progressive frame [unitsHigh, unitsWide, 64], each block in zigzag order. */
    short[] coefficients;
    /** For each coefficient of a progressive frame: how many low bits are not yet known; -1 before its first scan. */
    final int[] unknownBits = new int[64];

    JpegComponent(int id, int across, int down, int quantization) {
        this.id = id;
        this.across = across;
        this.down = down;
        this.quantization = quantization;
        Arrays.fill(unknownBits, -1);
    }

    /** Sets the size in a frame whose largest sampling factors are given. */
    void fit(int frameWidth, int frameHeight, int mostAcross, int mostDown, int unit) {
        width = ceilingQuotient(frameWidth * across, mostAcross);
        height = ceilingQuotient(frameHeight * down, mostDown);
        unitsWide = ceilingQuotient(width, unit);
        unitsHigh = ceilingQuotient(height, unit);
    }

    void storeIn(short[] target, int firstSample, int sampleStep, int samplesOfRow) {
        samples = target;
        first = firstSample;
        step = sampleStep;
        rowStep = samplesOfRow;
    }

    static int ceilingQuotient(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }
}
