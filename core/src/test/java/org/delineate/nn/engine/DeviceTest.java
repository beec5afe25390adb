package org.delineate.nn.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.delineate.nn.Scope;
import org.delineate.nn.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeviceTest {
    @AfterEach
    void backToTheProcessor() {
        Device.CPU.use();
    }

    /** With the ordinary natives there is none; where there is one, tensors go there and come back. */
    @Test
    void refusesAGpuThatIsNotThereAndUsesOneThatIs() {
        if (Engine.hasGpu()) {
            Device.CUDA.use();
            try (Scope scope = Scope.inference()) {
                float[] x = {1, -2, 3};
                assertArrayEquals(new float[] {1, 0, 3}, Tensor.of(x, 3).relu().toFloats());
            }
            return;
        }
        String message =
                assertThrows(IllegalArgumentException.class, Device.CUDA::use).getMessage();
        assertTrue(message.startsWith("device cuda: the engine finds no GPU: build with -Pgpu"), message);
        assertEquals(Device.CPU, Device.current());
    }

    @Test
    void listsTheDevicesForAnUnknownOne() {
        assertEquals(Device.CPU, Device.of("cpu"));
        assertEquals(Device.CUDA, Device.of("cuda"));
        String message = assertThrows(IllegalArgumentException.class, () -> Device.of("tpu"))
                .getMessage();
        assertEquals("unknown device \"tpu\"; known: cpu, cuda", message);
    }
}
