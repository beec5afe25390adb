package org.delineate.nn;

import java.util.Locale;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.delineate.nn.engine.Device;
import org.delineate.nn.engine.Processor;

/** The number format of convolutions and matrix products; parameters, norms and losses are float32 in all of them. */
public enum Precision {
    FLOAT32,
    BF16,
    /** 8-bit integers in the quantized layers of a model, {@link #best} in the others; not for training. */
    INT8;

    /** A region of this thread in which the engine casts to the precision; ends when it is closed. */
    public interface Region extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * The precision of this name.
     *
     * @param name float32, bf16, int8, or auto for what is best on this processor
     * @throws IllegalArgumentException naming these
     */
    public static Precision of(String name) {
        return switch (name) {
            case "auto" -> best();
            case "float32" -> FLOAT32;
            case "bf16" -> BF16;
            case "int8" -> INT8;
            default ->
                throw new IllegalArgumentException(
                        "unknown precision \"" + name + "\"; known: auto, float32, bf16, int8");
        };
    }

    /** The name that {@link #of} takes, in lower case. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** bf16 where the device has instructions for it, else float32. */
    public static Precision best() {
        return Device.current() == Device.CUDA || Processor.multipliesBf16() ? BF16 : FLOAT32;
    }

    /** Why networks cannot be computed in it here, in words that name what is lacking; "" where they can. */
    public String lack() {
        boolean gpu = Device.current() == Device.CUDA;
        return switch (this) {
            case FLOAT32 -> "";
            case BF16 -> gpu ? "" : Processor.bf16Lack();
            case INT8 -> gpu ? "int8 needs the device cpu; this is a GPU" : Processor.int8Lack();
        };
    }

    /** Whether networks can be computed in it here. */
    public boolean runsHere() {
        return lack().isEmpty();
    }

    /**
     * Requires that networks can be computed in it here.
     *
     * @return this
     * @throws IllegalArgumentException where networks cannot be computed in it here, naming what is lacking
     */
    public Precision requireHere() {
        if (!runsHere()) {
            throw new IllegalArgumentException(lack() + ": use precision float32, or auto for the best here");
        }
        return this;
    }

    /** Opens a region in which operations run in this precision; close it before the loss. */
    public Region region() {
        if (this == FLOAT32) {
            return () -> {};
        }
        if (this == INT8) {
            throw new IllegalArgumentException(
                    "int8 is not for training: train in bf16 or float32, then `delineate quantize` the model");
        }
        DeviceType device = Device.current().type();
        torch.set_autocast_dtype(device, ScalarType.BFloat16);
        torch.set_autocast_enabled(device, true);
        torch.increment_nesting();
        return () -> {
            if (torch.decrement_nesting() == 0) {
                torch.clear_cache();
            }
            torch.set_autocast_enabled(device, false);
        };
    }
}
