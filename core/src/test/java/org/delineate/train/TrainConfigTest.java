package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.delineate.file.BadFileException;
import org.delineate.file.Json;
import org.delineate.nn.Tensor;
import org.delineate.sample.Augment;
import org.delineate.zoo.Network;
import org.delineate.zoo.Zoo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TrainConfigTest {
    private static final Path FILE = Path.of("config.json");

    @ParameterizedTest
    @EnumSource
    void everyNetworkHasAConfigurationThatSurvivesJson(Zoo network) {
        TrainConfig config = Recipe.of(network.id());
        assertEquals(config, Json.parse(Json.pretty(config), TrainConfig.class, FILE));
    }

    @Test
    void everyComponentSurvivesJson() {
        TrainConfig config = TinyRun.config(
                "seed",
                Long.MIN_VALUE,
                "learningRate",
                0.1 + 0.2,
                "minLearningRate",
                4.9e-324,
                "augment",
                "strong",
                "fit",
                "PAD",
                "precision",
                "float32",
                "optimizer",
                "sgd",
                "schedule",
                "plateau");
        assertEquals(config, Json.parse(Json.line(config), TrainConfig.class, FILE));
        assertEquals(Augment.STRONG, config.input().augment());
    }

    @Test
    void valuesLieSideBySideInJson() {
        Set<String> names = TrainOption.all().stream().map(TrainOption::name).collect(Collectors.toSet());
        Set<String> written = new HashSet<>();
        json().fieldNames().forEachRemaining(written::add);
        assertEquals(names, written);
        assertEquals(36, names.size());
    }

    @Test
    void unknownComponentIsNamed() {
        ObjectNode json = json();
        json.put("epoch", 3);
        assertBad("\"epoch\"", json);
    }

    /** One line for each rule: the component, a value that breaks it, what the message says. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            channels        | 2        | channels must be 1 or 3, got 2
            network         | "unnet"  | unknown network "unnet"; known: unet,
            network         | null     | unknown network "null"; known: unet,
            size            | 250      | SCUNeXt: height and width must be multiples of 32, got 250x250; pad to 256x256
            size            | 0        | height and width must be at least 1
            fit             | null     | fit must be one of [STRETCH, PAD], got null
            epochs          | 0        | epochs must be at least 1, got 0
            batch           | 0        | batch must be at least 1, got 0
            threads         | 0        | threads must be at least 1, got 0
            device          | "gpu"    | unknown device "gpu"; known: cpu, cuda
            segments        | 0        | segments must be at least 1, got 0
            loaderThreads   | 0        | loaderThreads must be at least 1, got 0
            optimizer       | "adamx"  | unknown optimizer "adamx"; known: adam, adamw, sgd
            learningRate    | 0        | learningRate must be finite and greater than 0, got 0.0
            learningRate    | NaN    | learningRate must be finite and greater than 0, got NaN
            learningRate    | Infinity | learningRate must be finite and greater than 0, got Infinity
            minLearningRate | 0.02     | minLearningRate must be in 0..learningRate, got 0.02
            minLearningRate | -1       | minLearningRate must be in 0..learningRate, got -1.0
            momentum        | 1        | momentum must be in [0, 1), got 1.0
            momentum        | -0.1     | momentum must be in [0, 1), got -0.1
            weightDecay     | -0.1     | weightDecay must be finite and at least 0, got -0.1
            schedule        | "step"   | unknown schedule "step"; known: constant, cosine, polynomial, plateau
            warmupEpochs    | 5        | warmupEpochs must be in 0..epochs, got 5.0
            warmupEpochs    | -1       | warmupEpochs must be in 0..epochs, got -1.0
            plateauPatience | 0        | plateauPatience must be at least 1, got 0
            loss            | "mse"    | unknown loss "mse"; known: bce, dice,
            ema             | 1        | ema must be in [0, 1), got 1.0
            patience        | -1       | patience must be at least 0, got -1
            minDelta        | -0.1     | minDelta must be in [0, 1), got -0.1
            augment         | null     | augment must be given; "none" for none, got null
            augment         | "weak"   | unknown augmentation "weak"; known: flips, light, none, strong
            precision       | "fp16"   | precision must be auto, float32 or bf16, got fp16
            precision       | null     | precision must be auto, float32 or bf16, got null
            validateEvery   | -1       | validateEvery must be at least 0, got -1
            saveEverySteps  | -1       | saveEverySteps must be at least 0, got -1
            cacheMiB        | -1       | cacheMiB must be at least 0, got -1
            freeze          | "decoder" | freeze must be none or encoder, got decoder
            freeze          | null     | freeze must be none or encoder, got null
            freeze | "encoder" | freeze must be none where neither initFrom nor pretrained is given, got encoder
            encoderRate     | 0        | encoderRate must be in (0, 1], got 0.0
            encoderRate     | 1.5      | encoderRate must be in (0, 1], got 1.5
            encoderRate     | NaN      | encoderRate must be in (0, 1], got NaN
            initFrom        | ""       | a file of weights needs a path, got ; "none" where there is none
            initFrom        | {"file": null} | a file of weights needs a path, got null; "none" where there is none
            initFrom        | {"file": "a", "sha256": "AB"} | sha256 is 64 hexadecimal digits in lower case, not "AB"
            pretrained      | {"file": "a", "path": "b"} | unknown name "path"; known are [file, sha256]
            pretrained      | 3        | HashedFile
            teachers        | ["a", null] | "none" stands alone, not in a list of files
            """)
    void saysWhichRuleIsBroken(String component, String value, String message) {
        ObjectNode json = json();
        json.set(component, Json.parse(value, JsonNode.class, FILE));
        assertBad(message, json);
    }

    @Test
    void saysWhichComponentsExcludeEachOther() {
        ObjectNode json = json();
        json.put("pretrained", "a.safetensors").put("freeze", "encoder").put("encoderRate", 0.1);
        assertBad("encoderRate must be 1 where the encoder is frozen, got 0.1", json);
        json.put("encoderRate", 1).put("initFrom", "b.safetensors");
        assertBad("initFrom must be none where pretrained is given", json);
    }

    @Test
    void whatLooksAtValidationsNeedsSome() {
        ObjectNode json = json();
        json.put("validateEvery", 0).put("patience", 3).put("schedule", "cosine");
        assertBad("patience must be 0 where nothing is validated (validateEvery 0), got 3", json);
        json.put("patience", 0).put("schedule", "plateau");
        assertBad("schedule must be another than plateau where nothing is validated (validateEvery 0)", json);
    }

    @Test
    void networksWithAnEncoderAreListedForOneWithout() {
        Network without = new Network(Network.Spec.of(3, 1), 1) {
            @Override
            protected Tensor logits(Tensor x) {
                return x;
            }
        };
        String message = assertThrows(IllegalArgumentException.class, () -> TrainConfig.requireEncoder("net", without))
                .getMessage();
        assertTrue(message.startsWith(
                "net has no encoder that could be pretrained, frozen or slowed down; these have: unet, "));
        TrainConfig.requireEncoder("unet", Zoo.UNET.outline(3, 1));
    }

    @Test
    void filesAreGivenByTheirPathAloneOrWithTheirHash() {
        TrainConfig config = TinyRun.config("pretrained", "a/b.safetensors");
        assertEquals(new HashedFile("a/b.safetensors", null), config.start().pretrained());
        String hash = "0".repeat(64);
        TrainConfig stated = TinyRun.config("initFrom", new HashedFile("no such file", hash));
        assertEquals(stated, Json.parse(Json.line(stated), TrainConfig.class, FILE));
        assertEquals(stated, stated.sealed(), "its file is not read");
        assertEquals(TinyRun.config(), TinyRun.config("initFrom", "none", "pretrained", "none"));
    }

    private static ObjectNode json() {
        return (ObjectNode) Json.parse(Json.line(TinyRun.config()), JsonNode.class, FILE);
    }

    private static void assertBad(String message, ObjectNode json) {
        BadFileException e =
                assertThrows(BadFileException.class, () -> Json.parse(Json.line(json), TrainConfig.class, FILE));
        assertTrue(e.getMessage().startsWith("config.json: "), e.getMessage());
        assertTrue(e.getMessage().contains(message), e.getMessage());
    }
}
