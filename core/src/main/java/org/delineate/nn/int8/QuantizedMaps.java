package org.delineate.nn.int8;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.delineate.nn.op.Op;
import org.delineate.nn.op.Pooling;

/**
 * Quantizes maps and pools quantized ones; the values of a quantized map are unsigned 8-bit integers of a {@link
 * QuantizationRange}.
 *
 * <p>The engine's vectorised conversions and pooling have a type of their own for such integers, and its convolutions
 * take plain ones. Here both share the same memory, since the engine's own way from one to the other copies element by
 * element.
 */
public final class QuantizedMaps {
    private static final long[] ONE = {1, 1};

    private QuantizedMaps() {}

    /** Quantizes a map: every value is rounded to the nearest one of the range, and so clipped to it. */
    public static Tensor of(Tensor floats, QuantizationRange range) {
        Tensor q = torch.quantize_per_tensor(
                floats.to(ScalarType.Float), range.scale(), range.zeroPoint(), ScalarType.QUInt8);
        return plain(q);
    }

    /** Pools a quantized map; exact, since the greatest integer stands for the greatest value. */
    public static Tensor maxPool(Pooling.MaxPool op, Tensor integers) {
        Tensor q = typed(integers, new QuantizationRange(0, 1));
        return plain(torch.quantized_max_pool2d(
                q, Op.pair(op.kernel()), Op.pair(op.stride()), Op.pair(op.padding()), ONE, false));
    }

    /** Plain integers in the memory of the engine's quantized type. */
    private static Tensor plain(Tensor quantized) {
        Tensor empty = torch.empty(new long[] {0}, new TensorOptions(ScalarType.Byte), new MemoryFormatOptional());
        return sharing(empty, quantized);
    }

    /** The engine's quantized type in the memory of plain integers. */
    static Tensor typed(Tensor integers, QuantizationRange range) {
        Tensor empty = torch.quantize_per_tensor(torch.zeros(0), range.scale(), range.zeroPoint(), ScalarType.QUInt8);
        return sharing(empty, integers);
    }

    private static Tensor sharing(Tensor empty, Tensor memory) {
        long[] strides = new long[(int) memory.dim()];
        for (int i = 0; i < strides.length; i++) {
            strides[i] = memory.stride(i);
        }
        return empty.set_(memory.storage(), memory.storage_offset(), memory.shape(), strides);
    }
}
