package org.delineate.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.delineate.image.Mask;
import org.delineate.metric.TemperatureScaling;
import org.delineate.model.Manifest;

/**
 * What of one picture goes through the networks: each member of the ensemble sees the picture, and its mirror where
 * test-time augmentation shows it. The mean of all answers is the picture's probability.
 */
public class Views {
    private final List<View> views;

    /** The picture as one member sees it. */
    record View(EnsembleMember member, boolean mirrored, Crops crops) {
        /** The lesion's probability in the picture as it is. */
        float[] probability() {
            float[] map = member.probability(crops);
            if (mirrored) {
                mirror(map, crops.originalWidth);
            }
            return map;
        }

        private static void mirror(float[] map, int width) {
            for (int row = 0; row < map.length; row += width) {
                for (int left = row, right = row + width - 1; left < right; left++, right--) {
                    float swapped = map[left];
                    map[left] = map[right];
                    map[right] = swapped;
                }
            }
        }
    }

    /** @param views at least one; those of a member follow each other */
    Views(List<View> views) {
        this.views = views;
    }

    /** The first view, where the picture goes through the network as a whole. */
    Crops.Whole whole() {
        return (Crops.Whole) views.get(0).crops();
    }

    /** Whether the answers of the first view are logits, not probabilities. */
    boolean giveLogits() {
        return views.get(0).member().needsLogits();
    }

    int height() {
        return views.get(0).crops().originalHeight;
    }

    int width() {
        return views.get(0).crops().originalWidth;
    }

    /** All pieces that need an answer, in a fixed order. */
    List<Crop> crops() {
        return views.stream()
                .flatMap(v -> IntStream.range(0, v.crops().count()).mapToObj(i -> new Crop(v.member(), v.crops(), i)))
                .toList();
    }

    /** The picture's prediction, once every crop has its answer. */
    Prediction prediction(Manifest.Masks masks) {
        float[] probability = mean(maps());
        calibrate(probability, masks.temperature());
        Mask mask = Mask.above((float) masks.threshold(), height(), width(), probability);
        return new Prediction(probability, masks.postProcess().apply(mask), masks);
    }

    /** Divides the logits by the temperature: what is right too seldom becomes less certain. */
    private static void calibrate(float[] probability, double temperature) {
        for (int i = 0; temperature != 1 && i < probability.length; i++) {
            probability[i] = (float) TemperatureScaling.scaled(probability[i], temperature);
        }
    }

    /** The probability of every view, in the picture as it is, once every crop has its answer. */
    List<float[]> maps() {
        return views.stream().map(View::probability).toList();
    }

    /**
     * The mean of the maps of each member, then of the members. The sum of a picture's two views is, bit by bit, that
     * of its mirror's: a mirrored picture gets the mirrored answer.
     */
    float[] mean(List<float[]> maps) {
        List<float[]> members = new ArrayList<>();
        for (int from = 0, to = 0; from < views.size(); from = to) {
            while (to < views.size()
                    && views.get(to).member() == views.get(from).member()) {
                to++;
            }
            members.add(average(maps.subList(from, to)));
        }
        return average(members);
    }

    private static float[] average(List<float[]> maps) {
        if (maps.size() == 1) {
            return maps.get(0);
        }
        float[] mean = maps.get(0).clone();
        for (float[] other : maps.subList(1, maps.size())) {
            for (int i = 0; i < mean.length; i++) {
                mean[i] += other[i];
            }
        }
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= maps.size();
        }
        return mean;
    }
}
