package org.delineate.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.delineate.dataset.audit.Familiarity;
import org.delineate.image.MaskValues;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.sample.Preprocess;
import org.delineate.zoo.Network;

/**
 * Holds everything beside the weights that a trained model needs, and where it comes from; it is stored in the model
 * file itself.
 *
 * @param network id in the zoo
 * @param classes logits per pixel: 1 = lesion, 2 = background and lesion
 * @param base channels of the network's first level, null = as published
 * @param preprocess turns an image into the network's input
 * @param masks says how probabilities become masks
 * @param provenance says which data, configuration, code and machine made the weights
 * @param quantization says which layers can run in int8, null where nobody measured it
 */
public record Manifest(
        String network,
        int inputChannels,
        int classes,
        @JsonInclude(JsonInclude.Include.NON_NULL) Integer base,
        Preprocess preprocess,
        @JsonUnwrapped Masks masks,
        Provenance provenance,
        @JsonInclude(JsonInclude.Include.NON_NULL) Quantization quantization) {

    /**
     * Says how probabilities become masks.
     *
     * @param threshold probability above which a pixel is lesion
     * @param postProcess what is done to the mask at original size
     * @param labels name of each class beside the background
     * @param tta views of a picture whose probabilities are averaged before the threshold; files of former versions
     *     state none, and mean {@link TestTimeAugmentation#NONE}
     * @param temperature by which the logits of the averaged probabilities are divided before the threshold; files of
     *     former versions state none, and mean 1
     * @param tuned pictures on which threshold, post-processing, tta and temperature were chosen; null where nobody
     *     chose them
     */
    public record Masks(
            double threshold,
            PostProcess postProcess,
            List<String> labels,
            TestTimeAugmentation tta,
            Double temperature,
            @JsonInclude(JsonInclude.Include.NON_NULL) Tuned tuned) {
        public Masks {
            require("postProcess", postProcess);
            require("labels", labels);
            if (!(threshold > 0 && threshold < 1)) {
                throw new IllegalArgumentException("threshold must be between 0 and 1, got " + threshold);
            }
            labels = List.copyOf(labels);
            tta = tta == null ? TestTimeAugmentation.NONE : tta;
            temperature = temperature == null ? 1 : temperature;
            if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("temperature must be greater than 0, got " + temperature);
            }
        }

        /** Labels lesions alone, in the picture as it is. */
        public static Masks ofLesions(double threshold, PostProcess postProcess) {
            return new Masks(threshold, postProcess, List.of("lesion"), TestTimeAugmentation.NONE, 1.0, null);
        }

        public Masks withPostProcess(PostProcess other) {
            return new Masks(threshold, other, labels, tta, temperature, null);
        }

        public Masks withThreshold(double other) {
            return new Masks(other, postProcess, labels, tta, temperature, null);
        }

        public Masks withTta(TestTimeAugmentation other) {
            return new Masks(threshold, postProcess, labels, other, temperature, null);
        }

        /** Describes the decision in one line, for people. */
        public String words() {
            return "threshold " + threshold + ", post-processing: " + postProcess.words() + ", test-time augmentation: "
                    + tta.words() + (temperature == 1 ? "" : ", temperature " + temperature);
        }
    }

    /**
     * Says on which pictures it was chosen how probabilities become masks.
     *
     * @param part of the split, "val"
     * @param lesions pictures with a lesion
     * @param normals pictures without one
     * @param dice mean over those with a lesion, as chosen
     */
    public record Tuned(String dataset, String part, String splitHash, int lesions, int normals, double dice) {
        /** Names the pictures, for people. */
        public String words() {
            return "part " + part + " of " + dataset + ", " + lesions + " images with a lesion and " + normals
                    + " without";
        }
    }

    /**
     * Says where weights come from.
     *
     * @param data they were trained on
     * @param seed of training
     * @param config the whole training configuration
     * @param scores validation scores of these weights by name
     * @param codeVersion version of this program
     * @param machine processor, threads, engine
     * @param licence under which the weights may be used
     */
    public record Provenance(
            @JsonUnwrapped Data data,
            long seed,
            JsonNode config,
            Map<String, Double> scores,
            String codeVersion,
            String machine,
            String licence) {
        public Provenance withData(Data other) {
            return new Provenance(other, seed, config, scores, codeVersion, machine, licence);
        }

        public Provenance withScores(Map<String, Double> other) {
            return new Provenance(data, seed, config, other, codeVersion, machine, licence);
        }
    }

    /**
     * Identifies the data of a training.
     *
     * @param dataset name of the data set
     * @param dataHash hash over its names and files
     * @param splitHash hash of the split
     * @param maskValues what the values of its masks mean; null where nobody knows
     * @param familiarity tells its training pictures from others; null where they are too few or nobody looked
     */
    public record Data(
            String dataset,
            String dataHash,
            String splitHash,
            @JsonInclude(JsonInclude.Include.NON_NULL) MaskValues maskValues,
            @JsonInclude(JsonInclude.Include.NON_NULL) Familiarity familiarity) {
        public Data withFamiliarity(Familiarity other) {
            return new Data(dataset, dataHash, splitHash, maskValues, other);
        }
    }

    /** @throws IllegalArgumentException where a component is missing or contradicts another */
    public Manifest {
        require("preprocess", preprocess);
        require("provenance", provenance);
        if (preprocess.channels() != inputChannels) {
            throw new IllegalArgumentException(
                    "preprocessing makes " + preprocess.channels() + " channels, the network takes " + inputChannels);
        }
        base = base == null || base == 0 ? null : base; // files of former versions state none
        if (classes < 1 || classes > 2) {
            throw new IllegalArgumentException("classes must be 1 (lesion) or 2 (background, lesion), got " + classes);
        }
    }

    private static void require(String component, Object value) {
        if (value == null) {
            throw new IllegalArgumentException(component + " is missing");
        }
    }

    /** Says what the network is made for. */
    public Network.Spec spec() {
        return new Network.Spec(
                inputChannels, classes, preprocess.height(), preprocess.width(), base == null ? 0 : base);
    }

    /**
     * Gives the ranges of the layers that run in int8, by the names of their weights; null where nobody measured them.
     */
    public Map<String, LayerRanges> int8() {
        return quantization == null ? null : quantization.layers();
    }

    public Manifest withMasks(Masks other) {
        return new Manifest(network, inputChannels, classes, base, preprocess, other, provenance, quantization);
    }

    public Manifest withProvenance(Provenance other) {
        return new Manifest(network, inputChannels, classes, base, preprocess, masks, other, quantization);
    }

    public Manifest withPostProcess(PostProcess other) {
        return withMasks(masks.withPostProcess(other));
    }

    public Manifest withQuantization(Quantization other) {
        return new Manifest(network, inputChannels, classes, base, preprocess, masks, provenance, other);
    }
}
