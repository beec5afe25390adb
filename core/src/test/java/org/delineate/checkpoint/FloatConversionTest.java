package org.delineate.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.delineate.nn.layer.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FloatConversionTest {
    @ParameterizedTest
    @CsvSource({
        "0000, 0",
        "8000, -0.0",
        "3c00, 1",
        "bc00, -1",
        "3555, 0.333251953125",
        "7bff, 65504",
        "0400, 0.00006103515625",
        "0001, 5.9604644775390625e-8",
        "03ff, 6.097555160522461e-5",
        "7c00, Infinity",
        "fc00, -Infinity",
        "7e00, NaN"
    })
    void halvesAreThoseOfTheStandard(String bits, float value) {
        assertEquals(value, FloatConversion.half((short) Integer.parseInt(bits, 16)));
    }

    @Test
    void halvesRiseWithTheirBits() {
        for (int bits = 1; bits <= 0x7c00; bits++) {
            assertTrue(FloatConversion.half((short) bits) > FloatConversion.half((short) (bits - 1)), "bits " + bits);
            assertEquals(-FloatConversion.half((short) bits), FloatConversion.half((short) (bits | 0x8000)));
        }
    }

    /** Reads the same numbers in four widths, as PyTorch wrote them. */
    @Test
    void convertsEveryWidthOfACheckpoint() {
        Map<SafeTensors.Dtype, Double> relative =
                Map.of(SafeTensors.Dtype.F64, 1e-7, SafeTensors.Dtype.F16, 1e-3, SafeTensors.Dtype.BF16, 1e-2);
        int widened = 0;
        for (SafeTensors.Entry e : TorchFile.read(RecordedCheckpoints.RESOURCES.resolve("dtypes.pth"))
                .groups()
                .get(0)
                .tensors()) {
            SafeTensors.Entry wide = Weights.float32(e);
            if (relative.containsKey(e.dtype())) {
                widened++;
                ByteBuffer data = e.data();
                float[] values = Weights.floats(wide);
                for (float value : values) {
                    double exact = e.dtype() == SafeTensors.Dtype.F64 ? data.getDouble() : value;
                    assertEquals(exact, value, Math.abs(exact) * relative.get(e.dtype()));
                    assertTrue(Float.isFinite(value) && Math.abs(value) < 20, e.name() + " " + value);
                }
            } else {
                assertEquals(e, wide);
            }
        }
        assertEquals(3, widened);
    }

    @Test
    void brainFloatsAreTheUpperHalf() {
        ByteBuffer data = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
        data.putShort((short) 0x3fc0).putShort((short) 0xc2f7).flip();
        SafeTensors.Entry entry = new SafeTensors.Entry("b", SafeTensors.Dtype.BF16, new long[] {2}, data);
        assertArrayEquals(new float[] {1.5f, -123.5f}, Weights.floats(Weights.float32(entry)));
    }

    @Test
    void convertsTooLargeNumbersToInfinity() {
        ByteBuffer data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(0, 1e300);
        SafeTensors.Entry entry = new SafeTensors.Entry("d", SafeTensors.Dtype.F64, new long[0], data);
        assertArrayEquals(new float[] {Float.POSITIVE_INFINITY}, Weights.floats(Weights.float32(entry)));
    }

    @Test
    void refusesIntegers() {
        ByteBuffer data = ByteBuffer.allocate(8);
        SafeTensors.Entry entry = new SafeTensors.Entry("n", SafeTensors.Dtype.I64, new long[0], data);
        assertThrows(IllegalArgumentException.class, () -> FloatConversion.toFloat32(entry));
    }
}
