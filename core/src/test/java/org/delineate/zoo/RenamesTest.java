package org.delineate.zoo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenamesTest {
    @ParameterizedTest
    @CsvSource({
        "encoder -> down, encoder.0.weight, down.0.weight",
        "encoder -> down, encoder, down",
        "encoder -> down, encoders.0, encoders.0", // whole parts
        "encoder -> down, my.encoder.0, my.encoder.0", // at the beginning
        ".fc -> .linear, a.fc.fc.bias, a.linear.fc.bias", // anywhere, the first
        ".fc -> .linear, fc.bias, fc.bias",
        ".fc -> '', a.fc.bias, a.bias",
        "a.b -> c, aXb.d, aXb.d", // a dot is a dot
        "conv{i} -> conv.{i}, conv12.x, conv.12.x",
        "conv{i} -> conv.{i}, convx.x, convx.x",
        "up.{i}.{k} -> Up{i+2}_{3-k}, up.9.1.bias, Up11_2.bias",
        "enc{i} -> enc.{i-1}, enc1.bias, enc.0.bias",
        "stage.{i}.{part} -> {part}{4-i}, stage.1.conv_a.bias, conv_a3.bias",
        "* -> all.*, a.b, all.a.b",
        "qkv.* -> q.*|k.*, qkv.0.bias, q.0.bias|k.0.bias",
        "a -> $1, a.b, $1.b",
    })
    void areAboutWholePartsOfNames(String rule, String name, String renamed) {
        assertEquals(renamed, Renames.of(rule.replace("''", "")).apply(name));
    }

    @Test
    void areAppliedOnceEachInTheirOrder() {
        Renames both = Renames.of("a -> b", "b -> c").then("c -> d");
        assertEquals("d.a", both.apply("a.a"));
        assertEquals("b.a", Renames.of("b -> c", "a -> b").apply("a.a"));
        assertEquals("a.a", Renames.NONE.apply("a.a"));
    }

    @Test
    void unusedNamesAreSaidAsTheLeftSideOfARule() {
        TensorNames names = new TensorNames(Renames.NONE, Renames.of("tied -> head"), List.of("fc", ".mask"));
        for (String name : List.of("fc.bias", "a.mask", "a.mask.b", "bn.num_batches_tracked")) {
            assertTrue(names.isUnused(name), name);
        }
        for (String name : List.of("a.fc", "fcs", "mask", "a.masks", "head.bias")) {
            assertFalse(names.isUnused(name), name);
        }
        assertEquals("head.bias", names.canonical("tied.bias"));
    }
}
