package org.delineate.nn.int8;

import static org.bytedeco.pytorch.global.torch.ScalarType;

import org.bytedeco.pytorch.MemoryFormatOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.global.torch;
import org.delineate.nn.op.Op;
import org.delineate.nn.op.Pooling;

/**
 * Tensors of bytes, each a {@link QuantizationRange}'s value.
 *
 * <p>The engine's vectorised conversions and pooling know a type of their own for such bytes, and its convolutions take plain ones;
 * both look at the same memory here, since the engine's own way from one to the other copies byte by byte.
 */
public final class QuantizedMaps {
    private static final long[] ONE = {1, 1};

    private QuantizedMaps() {}

    /** Rounded to the nearest value, and clipped. */
    public static Tensor of(Tensor floats, QuantizationRange range) {
        Tensor q =
                torch.quantize_per_tensor(floats.to(ScalarType.Float), range.step(), range.zero(), ScalarType.QUInt8);
        return plain(q);
    }

    /** Exact: the greatest byte is the greatest value. */
    public static Tensor maxPool(Pooling.MaxPool op, Tensor bytes) {
        Tensor q = quantized(bytes, new QuantizationRange(0, 1));
        return plain(torch.quantized_max_pool2d(
                q, Op.pair(op.kernel()), Op.pair(op.stride()), Op.pair(op.padding()), ONE, false));
    }

    private static Tensor plain(Tensor quantized) {
        Tensor empty = torch.empty(new long[] {0}, new TensorOptions(ScalarType.Byte), new MemoryFormatOptional());
        return sharing(empty, quantized);
    }

    /** The same memory as the engine's own type of bytes. */
    static Tensor quantized(Tensor bytes, QuantizationRange range) {
        Tensor empty = torch.quantize_per_tensor(torch.zeros(0), range.step(), range.zero(), ScalarType.QUInt8);
        return sharing(empty, bytes);
    }

    private static Tensor sharing(Tensor empty, Tensor memory) {
        long[] strides = new long[(int) memory.dim()];
        for (int i = 0; i < strides.length; i++) {
            strides[i] = memory.stride(i);
        }
        return empty.set_(memory.storage(), memory.storage_offset(), memory.shape(), strides);
    }
}
