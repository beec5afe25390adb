package org.delineate.nn;

import static org.bytedeco.pytorch.global.torch.MemoryFormat;
import static org.bytedeco.pytorch.global.torch.ScalarType;

import java.util.Arrays;
import org.delineate.nn.engine.Device;
import org.delineate.nn.op.Op;

/** A tensor with values: libtorch computes every operation at once, with gradients where a parameter is involved. */
public final class Eager implements Tensor {
    final org.bytedeco.pytorch.Tensor value;
    private long[] shape;

    /** Wraps a tensor of the engine. */
    public Eager(org.bytedeco.pytorch.Tensor value) {
        this.value = value;
    }

    static Eager of(float[] values, long... shape) {
        return new Eager(Device.place(org.bytedeco.pytorch.Tensor.create(values, shape)));
    }

    /**
     * The same values [N, C, H, W] laid out channels-last. A map of one channel fits both layouts, and the engine would
     * take the other one for all that follows, so its strides are set explicitly.
     */
    public Eager channelsLast() {
        return size(1) == 1
                ? new Eager(value.reshape(size(0), size(2), size(3), 1).permute(0, 3, 1, 2))
                : new Eager(value.contiguous(MemoryFormat.ChannelsLast));
    }

    boolean isTrained() {
        return value.requires_grad();
    }

    /** The engine's tensor behind an eager one; null for null. */
    public static org.bytedeco.pytorch.Tensor raw(Tensor t) {
        if (t == null || t instanceof Eager) {
            return t == null ? null : ((Eager) t).value;
        }
        throw new IllegalArgumentException("a tensor of a graph has no values; run the operation inside the graph");
    }

    /** The engine's tensors behind eager ones, null for null. */
    public static org.bytedeco.pytorch.Tensor[] raws(Tensor... tensors) {
        return Arrays.stream(tensors).map(Eager::raw).toArray(org.bytedeco.pytorch.Tensor[]::new);
    }

    @Override
    public Tensor apply(Op op, Tensor... others) {
        Graph graph = Graph.of(others);
        if (graph == null) {
            graph = Graph.learningOf(this);
        }
        if (graph != null) { // a parameter whose other operand, or which itself, is being recorded
            return graph.record(op, this, others);
        }
        Tensor[] all = new Tensor[1 + others.length];
        all[0] = this;
        System.arraycopy(others, 0, all, 1, others.length);
        return value.is_meta() ? withoutMemory(op, all) : new Eager(op.run(raws(all)));
    }

    /** The result of an operation on parameters that have a shape and no memory: it has none either. */
    private Eager withoutMemory(Op op, Tensor... in) {
        long[][] shapes =
                Arrays.stream(in).map(t -> t == null ? null : t.shape()).toArray(long[][]::new);
        return new Eager(value.new_empty(op.shape(shapes)));
    }

    @Override
    public long[] shape() {
        if (shape == null) {
            shape = value.shape();
        }
        return shape.clone();
    }

    @Override
    public Tensor constant(float[] values, long... shape) {
        return new Eager(of(values, shape).value.to(value.scalar_type()));
    }

    @Override
    public double item() {
        return value.item_double();
    }

    @Override
    public float[] toFloats() {
        float[] out = new float[Math.toIntExact(count())];
        org.bytedeco.pytorch.Tensor plain =
                value.detach().to(ScalarType.Float).cpu().contiguous(); // alive while it is read
        plain.data_ptr_float().capacity(out.length).get(out);
        return out;
    }

    @Override
    public void backward() {
        value.backward();
    }
}
