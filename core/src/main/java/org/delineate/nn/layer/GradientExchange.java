package org.delineate.nn.layer;

import java.util.Collection;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.Eager;
import org.delineate.nn.Scope;
import org.delineate.nn.engine.Device;
import org.delineate.nn.engine.NativeMemory;
import org.delineate.nn.engine.ProcessGroup;

/**
 * Gives the copies of a network in several processes the gradients of the whole batch, of which each has seen a part,
 * so that they stay copies of each other.
 *
 * <p>All gradients lie in one array, and travel as one. The buffers of the batch norms travel beside it: they change by
 * the mean of what the processes would have changed them by, and are the same everywhere after every step.
 */
public final class GradientExchange implements AutoCloseable {
    private final ProcessGroup group;
    private final Tensor parameters;
    private final Tensor gradients;
    private final Tensor buffers;
    private final Tensor buffersBefore;
    private final boolean bf16;

    /** @param bf16 whether gradients travel in bf16: half of the bytes, eight bits of precision */
    GradientExchange(ProcessGroup group, FusedStep step, Tensor buffers, boolean bf16) {
        this.group = group;
        parameters = step.values();
        gradients = step.gradients();
        this.buffers = buffers;
        this.bf16 = bf16;
        try (Scope scope = Scope.inference()) {
            buffersBefore = NativeMemory.kept(buffers.clone());
        }
    }

    /** Gives all processes the values that process 0 has. */
    public static void broadcast(ProcessGroup group, Collection<org.delineate.nn.Tensor> tensors) {
        tensors.forEach(t -> group.broadcast(Eager.raw(t)));
    }

    /** Begins a step; to be called before the network runs. */
    public void begin() {
        try (Scope scope = Scope.inference()) {
            buffersBefore.copy_(buffers);
        }
    }

    /**
     * Replaces the gradients of a sum over the own images by the mean over the images of all processes, and brings the
     * buffers together.
     *
     * @param numbers that are added up on this occasion; the first is the number of own images
     */
    public void run(double[] numbers) {
        try (Scope scope = Scope.inference()) {
            Tensor sums = Device.place(Tensor.create(numbers));
            Tensor travelling = bf16 ? gradients.to(ScalarType.BFloat16) : gradients;
            Tensor changes = buffers.sub(buffersBefore).mul_(new Scalar(numbers[0]));
            List<Tensor> all = changes.numel() == 0 ? List.of(travelling, sums) : List.of(travelling, changes, sums);
            group.sum(all.toArray(Tensor[]::new));
            ProcessGroup.read(sums, numbers);
            Scalar perImage = new Scalar(1 / numbers[0]);
            if (bf16) {
                gradients.copy_(travelling);
            }
            gradients.mul_(perImage);
            buffers.copy_(buffersBefore).add_(changes, perImage);
        }
    }

    /** Whether the copies have drifted apart: processors of different kinds may round the same step differently. */
    public boolean hasDrifted() {
        try (Scope scope = Scope.inference()) {
            Tensor own = parameters.view(ScalarType.Int).sum(); // of whole numbers: the same in any order
            Tensor first = own.clone();
            group.broadcast(first);
            double[] differing = {own.item_long() == first.item_long() ? 0 : 1};
            group.sum(differing);
            return differing[0] > 0;
        }
    }

    /** The bytes that a process gives to the others in a step, when this many of them pass sums around in a ring. */
    public long bytesPerStep() {
        try (PointerScope scope = new PointerScope()) {
            long array = gradients.numel() * (bf16 ? 2 : 4) + buffers.numel() * 4;
            return 2 * array * (group.size() - 1) / group.size();
        }
    }

    @Override
    public void close() {
        buffersBefore.releaseReference();
    }
}
