package org.delineate.dicom.codec;

/**
 * Codes samples as lossless JPEG (T.81, annex H).
 *
 * @param sampling factors of each component, across and down
 * @param restartRows rows of MCUs in a restart interval; 0 for none
 * @param interleaved says whether all components are in one scan
 */
record LosslessJpegEncoder(
        int bits, int predictor, int transform, int[][] sampling, int restartRows, boolean interleaved) {
    /** Codes the planes of a picture; each has the size that its sampling factors give. */
    byte[] encode(int height, int width, int[][] planes) {
        CodedBytes out = new CodedBytes(false);
        out.frame(0xc3, bits, height, width, sampling).flatTable(0, 5, 17);
        int[] all = new int[planes.length];
        for (int c = 0; c < planes.length; c++) {
            all[c] = c;
        }
        if (interleaved && planes.length > 1) {
            scan(out, height, width, planes, all);
        } else {
            for (int c = 0; c < planes.length; c++) {
                scan(out, height, width, planes, new int[] {c});
            }
        }
        return out.end();
    }

    int most(int direction) {
        int most = 1;
        for (int[] factors : sampling) {
            most = Math.max(most, factors[direction]);
        }
        return most;
    }

    int planeWidth(int width, int component) {
        return (width * sampling[component][0] + most(0) - 1) / most(0);
    }

    int planeHeight(int height, int component) {
        return (height * sampling[component][1] + most(1) - 1) / most(1);
    }

    private void scan(CodedBytes out, int height, int width, int[][] planes, int[] components) {
        boolean single = components.length == 1;
        int wide = single ? planeWidth(width, components[0]) : (width + most(0) - 1) / most(0);
        int high = single ? planeHeight(height, components[0]) : (height + most(1) - 1) / most(1);
        int interval = restartRows * wide;
        out.segment(0xdd, interval >> 8, interval & 0xff).scan(components, predictor, 0, transform);
        for (int y = 0; y < high; y++) {
            if (restartRows > 0 && y > 0 && y % restartRows == 0) {
                out.align().marker(0xd0 + (y / restartRows - 1) % 8);
            }
            int first = restartRows == 0 ? 0 : y - y % restartRows;
            for (int x = 0; x < wide; x++) {
                for (int c : components) {
                    int across = single ? 1 : sampling[c][0];
                    int down = single ? 1 : sampling[c][1];
                    for (int i = 0; i < across * down; i++) {
                        difference(
                                out,
                                planes[c],
                                planeWidth(width, c),
                                planeHeight(height, c),
                                x * across + i % across,
                                y * down + i / across,
                                first * down);
                    }
                }
            }
        }
        out.align();
    }

    private void difference(CodedBytes out, int[] plane, int width, int height, int x, int y, int firstRow) {
        int difference = 0;
        if (x < width && y < height) {
            int ra = x > 0 ? plane[y * width + x - 1] >> transform : 0;
            int rb = y > 0 ? plane[(y - 1) * width + x] >> transform : 0;
            int rc = x > 0 && y > 0 ? plane[(y - 1) * width + x - 1] >> transform : 0;
            int[] predictions = {0, ra, rb, rc, ra + rb - rc, ra + (rb - rc >> 1), rb + (ra - rc >> 1), ra + rb >> 1};
            int prediction = predictions[predictor];
            if (x == 0) {
                prediction = y == firstRow ? 1 << bits - transform - 1 : rb;
            } else if (y == firstRow) {
                prediction = ra;
            }
            difference = (plane[y * width + x] >> transform) - prediction & 0xffff;
            if (difference > 32768) {
                difference -= 65536;
            }
        }
        int category = 32 - Integer.numberOfLeadingZeros(Math.abs(difference));
        out.bits(category, 5);
        if (category > 0 && category < 16) {
            out.bits(difference < 0 ? difference + (1 << category) - 1 : difference, category);
        }
    }
}
