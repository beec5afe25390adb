package org.delineate.nn;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.CompilationUnit;
import org.bytedeco.pytorch.IValueVector;
import org.bytedeco.pytorch.QualifiedName;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/** The number format of convolutions and products; parameters, norms and losses are float32 in both. */
public enum Precision {
    FLOAT32,
    BF16;

    /** An open autocast region of this thread. */
    public interface Region extends AutoCloseable {
        @Override
        void close();
    }

    /** bf16 where the processor has instructions for it, else float32. */
    public static Precision best() {
        return hasBf16() ? BF16 : FLOAT32;
    }

    /** Does the processor multiply bf16 natively? */
    public static boolean hasBf16() {
        try (PointerScope scope = new PointerScope()) {
            CompilationUnit unit =
                    torch.compile("def has() -> bool:\n    return torch.ops.mkldnn._is_mkldnn_bf16_supported()\n");
            return unit.get_function(new QualifiedName("has"))
                    .apply(new IValueVector())
                    .toBool();
        }
    }

    /** Opens a region in which operations run in this precision; close it before the loss. */
    public Region region() {
        if (this == FLOAT32) {
            return () -> {};
        }
        torch.set_autocast_dtype(DeviceType.CPU, ScalarType.BFloat16);
        torch.set_autocast_enabled(DeviceType.CPU, true);
        torch.increment_nesting();
        return () -> {
            if (torch.decrement_nesting() == 0) {
                torch.clear_cache();
            }
            torch.set_autocast_enabled(DeviceType.CPU, false);
        };
    }
}
