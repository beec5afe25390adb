package org.delineate.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.delineate.nn.int8.LayerRanges;
import org.delineate.sample.Preprocess;
import org.delineate.zoo.Network;

/**
 * Everything beside the weights that a trained model needs, and where it comes from; stored in the model file itself.
 *
 * @param network id in the zoo
 * @param classes logits per pixel: 1 = lesion, 2 = background and lesion
 * @param preprocess from a picture to the network's input
 * @param threshold a pixel is lesion when its probability is greater
 * @param postProcess what is done to the mask at original size
 * @param labels name of each class beside the background
 * @param provenance data, split, configuration, code and machine that made the weights
 * @param quantization which layers can run in 8 bits, null where nobody measured it
 */
public record Manifest(
        String network,
        int inputChannels,
        int classes,
        Preprocess preprocess,
        double threshold,
        PostProcess postProcess,
        List<String> labels,
        Provenance provenance,
        @JsonInclude(JsonInclude.Include.NON_NULL) Quantization quantization) {

    /** Without layers in 8 bits. */
    public Manifest(
            String network,
            int inputChannels,
            int classes,
            Preprocess preprocess,
            double threshold,
            PostProcess postProcess,
            List<String> labels,
            Provenance provenance) {
        this(network, inputChannels, classes, preprocess, threshold, postProcess, labels, provenance, null);
    }

    /** @throws IllegalArgumentException where a component is missing or contradicts another */
    public Manifest {
        require("preprocess", preprocess);
        require("postProcess", postProcess);
        require("labels", labels);
        require("provenance", provenance);
        if (!(threshold > 0 && threshold < 1)) {
            throw new IllegalArgumentException("threshold must be between 0 and 1, got " + threshold);
        }
        if (preprocess.channels() != inputChannels) {
            throw new IllegalArgumentException(
                    "preprocessing makes " + preprocess.channels() + " channels, the network takes " + inputChannels);
        }
        if (classes < 1 || classes > 2) {
            throw new IllegalArgumentException("classes must be 1 (lesion) or 2 (background, lesion), got " + classes);
        }
        labels = List.copyOf(labels);
    }

    private static void require(String component, Object value) {
        if (value == null) {
            throw new IllegalArgumentException(component + " is missing");
        }
    }

    /** What the network is made for. */
    public Network.Spec spec() {
        return new Network.Spec(inputChannels, classes, preprocess.height(), preprocess.width(), 0);
    }

    /** Ranges of the layers that int8 quantizes, by the names of their weights; null where nobody measured them. */
    public Map<String, LayerRanges> int8() {
        return quantization == null ? null : quantization.layers();
    }

    public Manifest withPostProcess(PostProcess other) {
        return new Manifest(
                network, inputChannels, classes, preprocess, threshold, other, labels, provenance, quantization);
    }

    public Manifest withQuantization(Quantization other) {
        return new Manifest(
                network, inputChannels, classes, preprocess, threshold, postProcess, labels, provenance, other);
    }

    /**
     * Where the weights come from.
     *
     * @param dataset name of the data set
     * @param dataHash hash over its names and files
     * @param splitHash hash of the split
     * @param seed of training
     * @param config the whole training configuration
     * @param scores validation scores of these weights by name
     * @param codeVersion version of this program
     * @param machine processor, threads, engine
     * @param licence under which the weights may be used
     */
    public record Provenance(
            String dataset,
            String dataHash,
            String splitHash,
            long seed,
            JsonNode config,
            Map<String, Double> scores,
            String codeVersion,
            String machine,
            String licence) {
        public Provenance withScores(Map<String, Double> other) {
            return new Provenance(dataset, dataHash, splitHash, seed, config, other, codeVersion, machine, licence);
        }
    }
}
