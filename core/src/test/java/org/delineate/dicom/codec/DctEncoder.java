package org.delineate.dicom.codec;

/**
 * Codes quantized coefficients as sequential JPEG (T.81, annex F), and computes what they mean in double precision.
 *
 * @param sampling factors of each component, across and down
 * @param restart MCUs in a restart interval; 0 for none
 * @param interleaved says whether all components are in one scan
 */
record DctEncoder(int bits, int[] quantization, int[][] sampling, int restart, boolean interleaved) {
    int most(int direction) {
        int most = 1;
        for (int[] factors : sampling) {
            most = Math.max(most, factors[direction]);
        }
        return most;
    }

    private int mcus(int size, int direction) {
        return (size + 8 * most(direction) - 1) / (8 * most(direction));
    }

    /** Returns how many blocks a component has in a row, padding to whole MCUs included. */
    int blocksWide(int width, int component) {
        return mcus(width, 0) * sampling[component][0];
    }

    int blocksHigh(int height, int component) {
        return mcus(height, 1) * sampling[component][1];
    }

    /** Codes blocks [component][row * blocksWide + column][64 in zigzag order]. */
    byte[] encode(int height, int width, int[][][] blocks) {
        CodedBytes out = new CodedBytes(false);
        int[] table = new int[129];
        table[0] = 0x10;
        for (int k = 0; k < 64; k++) {
            table[1 + 2 * k] = quantization[k] >> 8;
            table[2 + 2 * k] = quantization[k] & 0xff;
        }
        out.segment(0xdb, table).frame(0xc1, bits, height, width, sampling);
        out.flatTable(0, 5, 16).flatTable(0x10, 8, 255).segment(0xdd, restart >> 8, restart & 0xff);
        if (interleaved && sampling.length > 1) {
            int[] all = new int[sampling.length];
            for (int c = 0; c < all.length; c++) {
                all[c] = c;
            }
            scan(out, mcus(height, 1), mcus(width, 0), width, blocks, all);
        } else {
            for (int c = 0; c < sampling.length; c++) {
                int high = ceiling(ceiling(height * sampling[c][1], most(1)), 8);
                int wide = ceiling(ceiling(width * sampling[c][0], most(0)), 8);
                scan(out, high, wide, width, blocks, new int[] {c});
            }
        }
        return out.end();
    }

    private static int ceiling(int dividend, int divisor) {
        return (dividend + divisor - 1) / divisor;
    }

    private void scan(CodedBytes out, int high, int wide, int width, int[][][] blocks, int[] components) {
        out.scan(components, 0, 63, 0);
        int[] last = new int[sampling.length];
        for (int mcu = 0; mcu < high * wide; mcu++) {
            if (restart > 0 && mcu > 0 && mcu % restart == 0) {
                out.align().marker(0xd0 + (mcu / restart - 1) % 8);
                last = new int[sampling.length];
            }
            for (int c : components) {
                int across = components.length == 1 ? 1 : sampling[c][0];
                int down = components.length == 1 ? 1 : sampling[c][1];
                for (int i = 0; i < across * down; i++) {
                    int x = mcu % wide * across + i % across;
                    int y = mcu / wide * down + i / across;
                    int[] block = blocks[c][y * blocksWide(width, c) + x];
                    block(out, block, last[c]);
                    last[c] = block[0];
                }
            }
        }
        out.align();
    }

    private static void block(CodedBytes out, int[] block, int before) {
        int size = size(block[0] - before);
        out.bits(size, 5);
        number(out, block[0] - before, size);
        int run = 0;
        for (int k = 1; k < 64; k++) {
            if (block[k] == 0) {
                run++;
                continue;
            }
            for (; run > 15; run -= 16) {
                out.bits(0xf0, 8);
            }
            out.bits(run << 4 | size(block[k]), 8);
            number(out, block[k], size(block[k]));
            run = 0;
        }
        if (run > 0) {
            out.bits(0, 8);
        }
    }

    private static int size(int value) {
        return 32 - Integer.numberOfLeadingZeros(Math.abs(value));
    }

    private static void number(CodedBytes out, int value, int size) {
        out.bits(value < 0 ? value + (1 << size) - 1 : value, size);
    }

    /** Returns the samples of a block in double precision by the definition of the transform (T.81, A.3.3). */
    double[] samples(int[] block) {
        double[] samples = new double[64];
        for (int y = 0; y < 8; y++) {
            for (int x = 0; x < 8; x++) {
                double sum = 0;
                for (int k = 0; k < 64; k++) {
                    int v = InverseDct.ZIGZAG[k] / 8;
                    int u = InverseDct.ZIGZAG[k] % 8;
                    sum += (u == 0 ? Math.sqrt(0.5) : 1)
                            * (v == 0 ? Math.sqrt(0.5) : 1)
                            * block[k]
                            * quantization[k]
                            * Math.cos((2 * x + 1) * u * Math.PI / 16)
                            * Math.cos((2 * y + 1) * v * Math.PI / 16);
                }
                double shifted = sum / 4 + (1 << bits - 1);
                samples[y * 8 + x] = Math.max(0, Math.min((1 << bits) - 1, shifted));
            }
        }
        return samples;
    }
}
