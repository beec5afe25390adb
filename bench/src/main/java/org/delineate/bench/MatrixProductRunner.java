package org.delineate.bench;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.openblas.global.openblas;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.Precision;
import org.delineate.nn.engine.Engine;

/** Multiplies two square matrices with the engine: the most that this machine can do. */
record MatrixProductRunner(Precision precision) implements Runner {
    @Override
    public Prepared prepare(Task task, TaskFiles files) {
        torch.set_num_threads(task.threads());
        openblas.blas_set_num_threads(task.threads()); // multiplies in float32; one thread by our settings
        ScalarType type = precision == Precision.BF16 ? ScalarType.BFloat16 : ScalarType.Float;
        Tensor a;
        Tensor b;
        try (PointerScope scope = new PointerScope()) {
            a = torch.randn(task.rows(), task.rows()).to(type).retainReference();
            b = torch.randn(task.rows(), task.rows()).to(type).retainReference();
        }
        return Prepared.of(() -> product(a, b), () -> {
            a.releaseReference();
            b.releaseReference();
        });
    }

    private static float[] product(Tensor a, Tensor b) {
        try (PointerScope scope = new PointerScope();
                NoGradGuard guard = new NoGradGuard()) {
            return LibtorchRunner.floats(a.matmul(b).narrow(0, 0, 1));
        }
    }

    @Override
    public String about() {
        return Engine.version();
    }
}
