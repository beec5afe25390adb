package org.delineate.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.delineate.nn.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How the weights of the networks begin, as the specifications of their references say. */
class InitialisationTest {
    private static Map<String, Tensor> state(Zoo zoo) {
        Network network = zoo.create(3, 1);
        network.initialise(1);
        return network.state();
    }

    private static void assertUniform(double bound, Map<String, Tensor> state, String name) {
        double largest = largest(state.get(name));
        assertTrue(largest <= bound && largest > 0.7 * bound, name + " reaches " + largest + " of " + bound);
    }

    private static double largest(Tensor t) {
        double most = 0;
        for (float v : t.toFloats()) {
            most = Math.max(most, Math.abs(v));
        }
        return most;
    }

    private static void assertDeviation(double deviation, Map<String, Tensor> state, String name) {
        float[] v = state.get(name).toFloats();
        double square = 0;
        for (float x : v) {
            square += (double) x * x / v.length;
        }
        assertEquals(deviation, Math.sqrt(square), 5 * deviation / Math.sqrt(v.length), name);
        assertTrue(largest(state.get(name)) > 2 * deviation, name + " is no uniform distribution");
    }

    private static void assertZero(Map<String, Tensor> state, String name) {
        assertEquals(0, largest(state.get(name)), name);
    }

    @Test
    void unetBeginsWithTheDefaultOfTheLibrary() {
        Map<String, Tensor> s = state(Zoo.UNET);
        assertUniform(1 / Math.sqrt(27), s, "encoder.0.conv.0.weight");
        assertUniform(1 / Math.sqrt(27), s, "encoder.0.conv.0.bias");
        assertUniform(1 / Math.sqrt(128 * 9), s, "up.0.1.weight");
        assertUniform(1 / Math.sqrt(64), s, "head.weight");
    }

    @ParameterizedTest
    @EnumSource(
            value = Zoo.class,
            names = {"UNEXT_S", "SC_UNEXT"})
    void onlyTheTokenPartsOfUNeXtBeginNormal(Zoo zoo) {
        boolean unext = zoo == Zoo.UNEXT_S;
        Map<String, Tensor> s = state(zoo);
        assertUniform(1 / Math.sqrt(27), s, unext ? "encoder1.weight" : "enc.0.weight");
        assertUniform(1 / Math.sqrt(128 * 9), s, unext ? "decoder1.weight" : "dec1.weight");
        String patch = unext ? "patchEmbed3.proj" : "patch3.proj";
        assertDeviation(Math.sqrt(2.0 / (9 * 64)), s, patch + ".weight");
        assertZero(s, patch + ".bias");
        assertDeviation(Math.sqrt(2.0 / 9), s, "block2.dw.weight");
        assertZero(s, "block2.dw.bias");
        assertDeviation(0.02, s, "block2.fc1.weight");
        assertDeviation(0.02, s, "dblock1.fc2.weight");
        assertZero(s, "dblock1.fc2.bias");
        assertEquals(1, s.get("norm4.weight").mean().item());
        assertZero(s, "norm4.bias");
    }

    @Test
    void encodersBeginAsTheirClassifiersAndDecodersAsTheirLibrarySays() {
        Map<String, Tensor> s = state(Zoo.UNET_RESNET50);
        assertDeviation(Math.sqrt(2.0 / (49 * 64)), s, "encoder.conv1.weight");
        assertDeviation(Math.sqrt(2.0 / (9 * 128)), s, "encoder.layer2.0.conv2.weight");
        assertUniform(Math.sqrt(6.0 / (9 * 3072)), s, "blocks.0.conv1.0.weight");
        assertUniform(Math.sqrt(6.0 / (9 * 17)), s, "head.conv.weight");
        assertZero(s, "head.conv.bias");
        s = state(Zoo.UNET_VGG16);
        assertDeviation(Math.sqrt(2.0 / (9 * 128)), s, "encoder.features.5.weight");
        assertZero(s, "encoder.features.5.bias");
        assertUniform(Math.sqrt(6.0 / (9 * 512)), s, "center.1.0.weight");
        s = state(Zoo.UNET_DENSENET121);
        assertDeviation(Math.sqrt(2.0 / 256), s, "encoder.features.transition1.conv.weight");
        s = state(Zoo.UNET_PP_RESNET34);
        assertDeviation(Math.sqrt(2.0 / (9 * 64)), s, "encoder.layer1.0.conv1.weight");
        assertUniform(1 / Math.sqrt(9 * 128), s, "nodes.0.0.conv1.weight");
        assertArrayEquals(new float[] {1, 1, 1, 1, 1}, s.get("mix").toFloats());
        s = state(Zoo.DLA_34);
        assertDeviation(Math.sqrt(2.0 / (49 * 16)), s, "baseLayer.0.weight");
        assertDeviation(Math.sqrt(2.0 / (9 * 256)), s, "ida.0.node.0.0.weight");
    }

    @Test
    void rcaIunetBeginsAsKerasDoes() {
        Map<String, Tensor> s = state(Zoo.RCA_IUNET);
        assertUniform(Math.sqrt(6.0 / (128 * 25 + 25)), s, "enc.4.inc1.branch.2.dw.weight");
        assertUniform(Math.sqrt(6.0 / (128 + 256)), s, "enc.4.inc1.branch.2.pw.weight");
        assertZero(s, "enc.4.inc1.branch.2.pw.bias");
        assertUniform(Math.sqrt(6.0 / (128 * 4 + 128 * 4)), s, "att.3.thetaX.weight");
        assertUniform(Math.sqrt(6.0 / (128 * 9 + 128 * 9)), s, "att.3.phiT.weight");
        assertZero(s, "att.3.phiT.bias");
        assertUniform(Math.sqrt(6.0 / 17), s, "head.weight");
        assertZero(s, "head.bias");
        assertEquals(1, s.get("headBn.weight").item());
        assertEquals(0, s.get("headBn.bias").item());
    }

    @Test
    void aruNetBeginsNormalButForBiasesAndLinearLayers() {
        Map<String, Tensor> s = state(Zoo.ARU_NET_AUTHORS);
        assertDeviation(0.02, s, "enc.2.c1.0.weight");
        assertDeviation(0.02, s, "mix.4.fn.0.weight");
        assertDeviation(0.02, s, "att.2.dilated.0.weight");
        assertEquals(1, s.get("dec.0.1.weight").mean().item(), 5 * 0.02 / Math.sqrt(512));
        assertTrue(s.get("dec.0.1.weight").add(-1).abs().mean().item() > 0.01);
        assertZero(s, "dec.0.1.bias");
        assertUniform(1 / Math.sqrt(1024 * 9), s, "dec.0.0.bias");
        assertUniform(1 / Math.sqrt(512), s, "ca.1.fc.0.weight");
    }
}
