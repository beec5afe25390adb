package org.delineate.dicom;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.delineate.file.Printable;

/**
 * Turns stored values into grey: modality rescale or table, then the first VOI table or window, then inverted for
 * MONOCHROME1 (PS3.3, C.11.1 and C.11.2; PS3.4, N.2). Values of 8 bits stay so, others have 16.
 */
final class GreyDisplay {
    private static final int TABLE_BITS = 16;

    private final DataSet set;
    private final PixelFormat format;
    private final Set<String> remarks;
    private final int white;

    GreyDisplay(DataSet set, PixelFormat format, Set<String> remarks) {
        this.set = set;
        this.format = format;
        this.remarks = remarks;
        white = format.stored() <= 8 ? 0xff : 0xffff;
    }

    /** Shows one frame; the attributes may differ from frame to frame in functional groups. */
    DisplayedFrame show(StoredFrame frame, int index) {
        DoubleUnaryOperator modality = modality(index);
        return show(frame, modality, voi(index).orElseGet(() -> range(frame, modality)));
    }

    /** Shows one frame through another window than its own. */
    DisplayedFrame show(StoredFrame frame, int index, GreyWindow window) {
        return show(frame, modality(index), linear(window.center(), window.width()));
    }

    /** Returns the window through which a frame is shown; empty where a table of values takes its place. */
    Optional<GreyWindow> window(StoredFrame frame, int index) {
        DataSet group = set.functionalGroup(Tag.FRAME_VOI_LUT_SEQUENCE, index).orElse(set);
        if (group.item(Tag.VOI_LUT_SEQUENCE).isPresent()) {
            return Optional.empty();
        }
        double width = group.number(Tag.WINDOW_WIDTH).orElse(0);
        if (voi(index).isPresent()) {
            return Optional.of(new GreyWindow(group.number(Tag.WINDOW_CENTER).getAsDouble(), Math.max(1, width)));
        }
        DoubleUnaryOperator modality = modality(index);
        double[] found = found(frame);
        double low = modality.applyAsDouble(found[0]);
        double high = modality.applyAsDouble(found[1]);
        return Optional.of(new GreyWindow((low + high) / 2, Math.max(1, Math.abs(high - low))));
    }

    private DisplayedFrame show(StoredFrame frame, DoubleUnaryOperator modality, DoubleUnaryOperator voi) {
        boolean inverted = format.photometric().equals("MONOCHROME1");
        DoubleUnaryOperator shown = value -> {
            double grey = voi.applyAsDouble(modality.applyAsDouble(value));
            return inverted ? 1 - grey : grey;
        };
        int[] table = format.stored() <= TABLE_BITS ? table(shown) : null;
        int offset = lowest();
        byte[] bytes = white == 0xff ? new byte[frame.length()] : null;
        short[] shorts = white == 0xff ? null : new short[frame.length()];
        for (int i = 0; i < frame.length(); i++) {
            long value = frame.value(i);
            int grey = table != null ? table[(int) value - offset] : level(shown, value);
            if (bytes != null) {
                bytes[i] = (byte) grey;
            } else {
                shorts[i] = (short) grey;
            }
        }
        return new DisplayedFrame(format.rows(), format.columns(), 1, bytes, shorts, List.copyOf(remarks));
    }

    private int lowest() {
        return format.signed() ? -(1 << format.stored() - 1) : 0;
    }

    private int[] table(DoubleUnaryOperator shown) {
        int[] table = new int[1 << format.stored()];
        for (int i = 0; i < table.length; i++) {
            table[i] = level(shown, lowest() + i);
        }
        return table;
    }

    private int level(DoubleUnaryOperator shown, double value) {
        return (int) Math.round(Math.max(0, Math.min(1, shown.applyAsDouble(value))) * white);
    }

    private DoubleUnaryOperator modality(int index) {
        DataSet group = set.functionalGroup(Tag.PIXEL_VALUE_TRANSFORMATION_SEQUENCE, index)
                .orElse(set);
        Optional<DataSet> item = group.item(Tag.MODALITY_LUT_SEQUENCE);
        if (item.isPresent()) {
            LookupTable table = LookupTable.of(item.get(), format.signed());
            return table::entry;
        }
        double slope = group.number(Tag.RESCALE_SLOPE).orElse(1);
        double intercept = group.number(Tag.RESCALE_INTERCEPT).orElse(0);
        return value -> value * slope + intercept;
    }

    /** Returns the mapping to 0..1; empty where the file states none that is valid. */
    private Optional<DoubleUnaryOperator> voi(int index) {
        DataSet group = set.functionalGroup(Tag.FRAME_VOI_LUT_SEQUENCE, index).orElse(set);
        Optional<DataSet> item = group.item(Tag.VOI_LUT_SEQUENCE);
        if (item.isPresent()) {
            LookupTable table = LookupTable.of(item.get(), true);
            double most = (1 << table.bits()) - 1.0;
            return Optional.of(value -> table.entry(value) / most);
        }
        if (group.number(Tag.WINDOW_CENTER).isEmpty()
                || group.number(Tag.WINDOW_WIDTH).isEmpty()) {
            return Optional.empty();
        }
        double center = group.number(Tag.WINDOW_CENTER).getAsDouble();
        double width = group.number(Tag.WINDOW_WIDTH).getAsDouble();
        String function = group.text(Tag.VOI_LUT_FUNCTION).orElse("LINEAR");
        boolean linear = function.equals("LINEAR");
        if (width <= 0 || linear && width < 1) {
            remarks.add("a window of width " + width + " is none; ignored");
            return Optional.empty();
        }
        return switch (function) {
            case "LINEAR_EXACT" -> Optional.of(value -> (value - center) / width + 0.5);
            case "SIGMOID" -> Optional.of(value -> 1 / (1 + Math.exp(-4 * (value - center) / width)));
            default -> {
                if (!linear) {
                    remarks.add("unknown VOI LUT function " + Printable.quoted(function) + "; shown as LINEAR");
                }
                yield Optional.of(linear(center, width));
            }
        };
    }

    /** Maps as C.11.2.1.2.1 says; a width of 1 is a threshold. */
    private static DoubleUnaryOperator linear(double center, double width) {
        return value -> {
            if (value <= center - 0.5 - (width - 1) / 2) {
                return 0;
            }
            return value > center - 0.5 + (width - 1) / 2 ? 1 : (value - (center - 0.5)) / (width - 1) + 0.5;
        };
    }

    /** Without a window, values of 8 bits are shown as they are, others from the least to the greatest. */
    private DoubleUnaryOperator range(StoredFrame frame, DoubleUnaryOperator modality) {
        double low = lowest();
        double high = lowest() + Math.pow(2, format.stored()) - 1;
        if (format.stored() > 8) {
            double[] found = found(frame);
            low = found[0];
            high = found[1];
            remarks.add("no window is stated; shown from the least to the greatest value of each frame");
        }
        double from = Math.min(modality.applyAsDouble(low), modality.applyAsDouble(high));
        double span = Math.max(modality.applyAsDouble(low), modality.applyAsDouble(high)) - from;
        return value -> span == 0 ? 0 : (value - from) / span;
    }

    /** Returns the least and the greatest stored value, padding left out (C.7.5.1.1.2). */
    private double[] found(StoredFrame frame) {
        double[] padding = set.numbers(Tag.PIXEL_PADDING_VALUE);
        double[] limit = set.numbers(Tag.PIXEL_PADDING_RANGE_LIMIT);
        double one = padding.length == 0 ? Double.NaN : padding[0];
        double other = limit.length == 0 ? one : limit[0];
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < frame.length(); i++) {
            double value = frame.value(i);
            boolean padded = value >= Math.min(one, other) && value <= Math.max(one, other);
            if (!padded) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        return low <= high ? new double[] {low, high} : new double[] {one, one};
    }
}
