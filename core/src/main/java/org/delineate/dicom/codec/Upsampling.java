package org.delineate.dicom.codec;

/**
 * Brings a component with fewer samples to the size of the picture.
 *
 * <p>Half the samples across become whole by weights of 3/4 and 1/4 between neighbours, as libjpeg does by default,
 * with its rounding; where a component has half the rows too, those in the same way. All other ratios, widths of up to
 * two samples and lossless frames repeat the samples, as libjpeg's version 6b does, on which dcmtk and GDCM build
 * (libjpeg-turbo weighs rows also where only they are halved).
 */
final class Upsampling {
    private Upsampling() {}

    /** Writes the component, which has its samples in rows, into the picture's samples from {@code first} on. */
    static void write(JpegFrame frame, JpegComponent component, short[] into, int first) {
        int across = frame.mostAcross() / component.across;
        int down = frame.mostDown() / component.down;
        int step = frame.components().length;
        boolean smooth = frame.coding() != JpegFrame.Coding.LOSSLESS && across == 2 && component.width > 2;
        int[] line = new int[component.width];
        for (int y = 0; y < frame.height(); y++) {
            int row = y / down;
            int at = first + y * frame.width() * step;
            if (smooth && down <= 2) {
                int neighbour = down == 1 ? row : Math.max(0, Math.min(component.height - 1, row + y % 2 * 2 - 1));
                for (int x = 0; x < line.length; x++) {
                    line[x] = 3 * sample(component, x, row) + sample(component, x, neighbour);
                }
                halves(line, frame.width(), into, at, step, down == 1);
            } else {
                for (int x = 0; x < frame.width(); x++) {
                    into[at + x * step] = (short) sample(component, x / across, row);
                }
            }
        }
    }

    private static int sample(JpegComponent component, int x, int y) {
        return component.samples[y * component.width + x] & 0xffff;
    }

    /** Writes a row of twice the samples; the line holds them times 4. */
    private static void halves(int[] line, int width, short[] into, int first, int step, boolean single) {
        int before = single ? 4 : 8; // what rounds the left of two samples, and the right one
        int behind = single ? 8 : 7;
        for (int x = 0; x < width; x++) {
            int middle = line[x / 2];
            int neighbour = line[Math.max(0, Math.min(line.length - 1, x / 2 + x % 2 * 2 - 1))];
            into[first + x * step] = (short) (3 * middle + neighbour + (x % 2 == 0 ? before : behind) >> 4);
        }
    }
}
