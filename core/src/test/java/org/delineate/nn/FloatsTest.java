package org.delineate.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.bytedeco.pytorch.global.torch;
import org.delineate.nn.SafeTensors.Dtype;
import org.junit.jupiter.api.Test;

class FloatsTest {
    private static SafeTensors.Entry shorts(Dtype type, int from, int count) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            bytes.putShort((short) (from + i));
        }
        return new SafeTensors.Entry("x", type, new long[] {count}, bytes.flip());
    }

    /** All 65,536 patterns, against the engine's own conversion. */
    @Test
    void everySixteenBitNumberIsWhatTheEngineSays() {
        for (Dtype type : new Dtype[] {Dtype.F16, Dtype.BF16}) {
            SafeTensors.Entry entry = shorts(type, -32768, 65536);
            short[] bits = new short[65536];
            entry.data().order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(bits);
            org.bytedeco.pytorch.Tensor raw = org.bytedeco.pytorch.Tensor.create(bits)
                    .view(type == Dtype.F16 ? torch.ScalarType.Half : torch.ScalarType.BFloat16);
            float[] expected = new Eager(raw.to(torch.ScalarType.Float)).toFloats();
            assertArrayEquals(expected, Floats.of(entry), type.name());
        }
    }

    @Test
    void wideNumbersAreRounded() {
        ByteBuffer bytes = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putDouble(0.1).putDouble(-1e300).putDouble(1 + 0x1p-30).flip();
        SafeTensors.Entry entry = new SafeTensors.Entry("x", Dtype.F64, new long[] {3}, bytes);
        assertArrayEquals(new float[] {0.1f, Float.NEGATIVE_INFINITY, 1}, Floats.of(entry));
    }

    @Test
    void wholeNumbersAreRefused() {
        SafeTensors.Entry entry = shorts(Dtype.I16, 0, 1);
        assertFalse(Floats.isFloating(Dtype.I16));
        String message = assertThrows(IllegalArgumentException.class, () -> Floats.of(entry))
                .getMessage();
        assertEquals("x is I16; expected one of ", message.substring(0, 26));
    }
}
