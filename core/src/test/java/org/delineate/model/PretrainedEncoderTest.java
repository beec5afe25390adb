package org.delineate.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.delineate.file.Hash;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PretrainedEncoderTest {
    @ParameterizedTest
    @EnumSource(
            value = Zoo.class,
            names = {"UNET_MOBILENET_V2", "UNET_MOBILENET_V2_SLIM", "UNET_MOBILENET_V2_SLIM_DS"})
    void everyTensorOfTheEncoderIsTaken(Zoo zoo) {
        PretrainedEncoder encoder = PretrainedEncoder.of(zoo).orElseThrow();
        try (Network network = zoo.create(3, 1)) {
            network.initialise(1);
            Matching matching = Matching.ofEncoder(network, WeightsFile.read(encoder.path()));
            List<String> own = network.state().keySet().stream()
                    .filter(network::isEncoder)
                    .filter(name -> !name.endsWith("num_batches_tracked"))
                    .toList();
            assertTrue(own.size() > 250, own::toString);
            assertEquals(own.size(), matching.taken().size());
        }
    }

    @ParameterizedTest
    @EnumSource(PretrainedEncoder.class)
    void isTheFileOfItsReadme(PretrainedEncoder encoder) throws IOException {
        String readme = Files.readString(Path.of("../models/encoders/README.md"));
        assertTrue(readme.contains("`" + encoder.id() + "`") && readme.contains(Hash.of(encoder.path())), readme);
        assertEquals(Optional.of(encoder), PretrainedEncoder.find(encoder.id()));
        assertEquals(Optional.empty(), PretrainedEncoder.find("./" + encoder.id()));
    }
}
