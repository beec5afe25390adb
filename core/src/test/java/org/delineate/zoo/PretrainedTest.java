package org.delineate.zoo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.delineate.file.Json;
import org.delineate.nn.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names in files of pretrained encoders, taken from references that keep them under one prefix. */
class PretrainedTest {
    /** Tensors of the reference below the prefix are those of a file of the encoder alone. */
    private static void assertTakes(Zoo zoo, String golden, String prefix) {
        Network network = zoo.outline(3, 1);
        Map<String, String> ours =
                network.state().keySet().stream().collect(Collectors.toMap(network::published, name -> name));
        Map<String, Tensor> wanted = new TreeMap<>(network.state());
        wanted.keySet().removeIf(name -> !network.isEncoder(name));
        for (GoldenCase.Filled t :
                Json.read(Golden.file(golden), GoldenCase.class).tensors()) {
            if (t.name().startsWith(prefix) && !network.names().isUnused(t.name())) {
                String name = network.ofPretrained(t.name().substring(prefix.length()))
                        .get(0);
                Tensor taken = wanted.remove(ours.getOrDefault(name, name));
                assertArrayEquals(t.shape(), taken == null ? null : taken.shape(), t.name() + " as " + name);
            }
        }
        assertEquals(Map.of(), wanted, "tensors of the encoder that no file has");
    }

    @ParameterizedTest
    @CsvSource({
        "UNET_VGG16, smp_unet_vgg16, encoder.",
        "UNET_VGG16_BN, smp_unet_vgg16_bn, encoder.",
        "UNET_RESNET50, smp_unet_resnet50, encoder.",
        "UNET_PP_RESNET50, smp_unet_resnet50, encoder.",
        "UNET_DENSENET121, smp_unet_densenet121, encoder.",
        "DENSE_UNET, denseunet121, encoder.",
        "DENSE_UNET_DOWN, denseunet121, encoder.",
        "DLA_34, dla34up, base.",
        "DLA_60, dla60up, base.",
    })
    void theEncodersTensorsAreAllTaken(Zoo zoo, String golden, String prefix) {
        assertTakes(zoo, golden, prefix);
    }

    @Test
    void earlyFilesOfDenseNetHadDotsInTheirLayersNames() {
        Network network = Zoo.UNET_DENSENET121.outline(3, 1);
        assertEquals(
                "encoder.features.denseblock1.denselayer2.norm1.weight",
                network.ofPretrained("features.denseblock1.denselayer2.norm.1.weight")
                        .get(0));
    }

    /** ResNet-34 has other names in the reference. */
    @ParameterizedTest
    @CsvSource({
        "conv1.weight, firstconv.weight",
        "bn1.running_mean, firstbn.running_mean",
        "layer1.0.conv1.weight, encoder1.0.conv1.weight",
        "layer4.2.bn2.bias, encoder4.2.bn2.bias",
        "layer2.0.downsample.1.weight, encoder2.0.downsample.1.weight",
    })
    void theFirstPartsOfUNetPlusPlusAreThoseOfResNet34(String file, String authors) {
        Network network = Zoo.UNET_PP_RESNET34.outline(3, 1);
        assertEquals(authors, network.published(network.ofPretrained(file).get(0)));
    }
}
