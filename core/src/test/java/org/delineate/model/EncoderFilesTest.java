package org.delineate.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.delineate.checkpoint.SafeTensors;
import org.delineate.checkpoint.SafeTensors.Dtype;
import org.delineate.model.Matching.Misfit;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The names and shapes in real files of encoders, as their libraries write them, fit the networks that are built on
 * them.
 */
class EncoderFilesTest {
    /** What all tensors hold: only names and shapes matter. */
    private static final byte[] BYTES = new byte[4 * 768 * 3072];

    /** Tensors of a file by its name. */
    private static final Map<String, List<SafeTensors.Entry>> FILES = new LinkedHashMap<>();

    @BeforeAll
    static void read() throws IOException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(EncoderFilesTest.class.getResourceAsStream("/train/encoders.txt.gz")),
                StandardCharsets.UTF_8))) {
            List<SafeTensors.Entry> file = null;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                if (words[0].equals("#")) {
                    file = new ArrayList<>();
                    FILES.put(words[1], file);
                } else if (!words[0].startsWith("classifier.")) { // some have 400 MB
                    file.add(entry(words));
                }
            }
        }
    }

    private static SafeTensors.Entry entry(String[] words) {
        long[] shape = new long[words.length - 1];
        int count = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = Long.parseLong(words[i + 1]);
            count *= (int) shape[i];
        }
        return new SafeTensors.Entry(words[0], Dtype.F32, shape, ByteBuffer.wrap(BYTES, 0, 4 * count));
    }

    private static Matching fit(Zoo zoo, int channels, int side, String file) {
        Network network = zoo.outline(new Network.Spec(channels, 1, side, side, 0));
        return Matching.ofEncoder(network, new WeightsFile(Path.of(file), "", FILES.get(file), List.of()));
    }

    /** Every tensor of the encoder is found; of the file stays what the network does not have. */
    @ParameterizedTest
    @CsvSource({
        "UNET_PP_RESNET34, resnet34, 0",
        "UNET_RESNET50, resnet50, 0",
        "UNET_PP_RESNET50, resnet50, 0",
        "UNET_VGG16, vgg16, 0",
        "UNET_VGG16_BN, vgg16_bn, 0",
        "UNET_DENSENET121, densenet121, 0",
        "UNET_DENSENET121, densenet121-old, 0",
        "DENSE_UNET, densenet121, 4", // the last norm, which this network does not use
        "DENSE_UNET_DOWN, densenet121-old, 4",
        "SEGNET, vgg16_bn, 0",
        "SEGNET_SAY4N, vgg16_bn, 0",
        "NESTNET_VGG16, vgg16, 0",
        "XNET_VGG16, vgg16, 0",
        "PRANET, res2net50_v1b_26w_4s, 0",
        "SANET, res2net50_v1b_26w_4s, 0",
        "LDNET, res2net50_v1b_26w_4s, 0",
        "SWIN_UNET, swin_t, 52", // four blocks of 13 tensors
        "SWIN_UNET, swin-authors, 52",
        "SWIN_UNET, swin-timm, 52",
        "SWIN_UNET_W8, swin_t, 52",
    })
    void encoderIsWholeFromItsFile(Zoo zoo, String file, int unexpected) {
        for (int channels : new int[] {3, 1}) {
            Matching m = fit(zoo, channels, 256, file);
            assertEquals(List.of(), m.unfit().get(Misfit.MISSING));
            assertEquals(List.of(), m.unfit().get(Misfit.MISSHAPED));
            assertEquals(
                    unexpected,
                    m.unfit().get(Misfit.UNEXPECTED).size(),
                    m.unfit().get(Misfit.UNEXPECTED)::toString);
            assertTrue(
                    m.aside().stream().allMatch(n -> n.matches(".*(fc\\.|head\\.|tracked|index).*")),
                    m.aside()::toString);
            long summed = m.exceptions().stream()
                    .filter(line -> line.contains("3 input channels summed to 1"))
                    .count();
            assertEquals(channels == 1 ? 1 : 0, summed);
        }
    }

    /** Without its batch norms the file of a VGG-16 still has the convolutions. */
    @Test
    void convolutionsAloneAreTakenWhereTheFileHasNoNorms() {
        Matching m = fit(Zoo.SEGNET, 3, 256, "vgg16");
        assertEquals(26, m.taken().size());
        assertTrue(
                m.unfit().get(Misfit.MISSING).stream().allMatch(n -> n.matches("down\\.\\d\\.\\d\\.1\\..*")),
                m.unfit().get(Misfit.MISSING)::toString);
        assertEquals(4 * 13, m.unfit().get(Misfit.MISSING).size());
    }

    @Test
    void windowsOfAnotherSizeResizeTheirTables() {
        Matching m = fit(Zoo.SWIN_UNET_W8, 3, 256, "swin-timm");
        String line = "taken       encoder.1.0.attn.relative_position_bias_table from layers.1.blocks.0.attn."
                + "relative_position_bias_table, resized from 13x13 to 15x15";
        assertTrue(m.exceptions().contains(line), m.exceptions()::toString);
        assertEquals(
                8,
                m.exceptions().stream()
                        .filter(l -> l.contains("13x13 to 15x15"))
                        .count());
        assertEquals(
                0,
                fit(Zoo.SWIN_UNET, 3, 224, "swin-timm").exceptions().stream()
                        .filter(l -> l.contains("resized"))
                        .count());
    }

    /** One tensor holds queries, keys and values; positions are on a grid of 14x14 beside a class token. */
    @ParameterizedTest
    @CsvSource({"TRANS_UNET, 256, ', resized from 14x14 to 16x16'", "TRANS_UNET, 224, ''", "MICRO_SEGNET, 224, ''"})
    void hybridTransformerStartsTransUNet(Zoo zoo, int side, String resized) {
        Matching m = fit(zoo, 3, side, "vit-r50-timm");
        assertEquals(List.of(), m.unfit().get(Misfit.MISSING));
        assertEquals(List.of(), m.unfit().get(Misfit.MISSHAPED));
        assertEquals(List.of(), m.unfit().get(Misfit.UNEXPECTED));
        assertEquals(
                List.of("cls_token: not needed", "head.weight: not of the encoder", "head.bias: not of the encoder"),
                m.aside());
        assertEquals(
                List.of("taken       position_embeddings from pos_embed, without the class token" + resized),
                m.exceptions());
        Matching.Source key = m.taken().get("layer.11.attn.key.bias");
        assertEquals("blocks.11.attn.qkv.bias 1 3", key.entry().name() + " " + key.part() + " " + key.parts());
        assertEquals(
                "patch_embed.backbone.stages.2.blocks.8.norm3.bias",
                m.taken().get("stem.body.2.8.gn3.bias").entry().name());
    }

    /** The first two stages of a Swin transformer fill the six blocks of levels 3 and 4 in turn. */
    @ParameterizedTest
    @CsvSource({"swin_t", "swin-authors", "swin-timm"})
    void blocksThatRepeatAreCopied(String file) {
        Matching m = fit(Zoo.BSANET, 3, 256, file);
        assertEquals(2 * 6 * 13, m.taken().size());
        assertEquals(List.of(), m.unfit().get(Misfit.MISSHAPED));
        String name = file.equals("swin_t") ? "features.3.1.norm1.bias" : "layers.1.blocks.1.norm1.bias";
        for (int k = 1; k < 6; k += 2) {
            assertEquals(
                    name,
                    m.taken().get("isam.3.stb." + k + ".norm1.bias").entry().name());
        }
        assertTrue(m.unfit().get(Misfit.MISSING).stream().noneMatch(n -> n.matches("isam\\.[23]\\.stb.*")));
    }
}
