package org.delineate.experiment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.delineate.dataset.Case;
import org.delineate.dataset.Split;
import org.delineate.infer.Backend;
import org.delineate.lab.Tuning;
import org.delineate.model.Manifest;
import org.delineate.model.Model;
import org.delineate.model.PostProcess;
import org.delineate.model.TestTimeAugmentation;

/** A way to make masks of the same weights, in an experiment a table of its own. */
public enum MaskVariant {
    /** The threshold 0.5 and nothing else. */
    NONE("") {
        @Override
        Manifest.Masks of(Model model, Backend backend, OpenData own, Split split) {
            return model.manifest().masks();
        }
    },
    /** Fills holes and drops small regions: {@link PostProcess#RCA_IUNET}. */
    RCA_IUNET("post-processing rca-iunet") {
        @Override
        Manifest.Masks of(Model model, Backend backend, OpenData own, Split split) {
            return model.manifest().masks().withPostProcess(PostProcess.RCA_IUNET);
        }
    },
    /** Averages the probabilities of the picture and its mirror: {@link TestTimeAugmentation#FLIP}. */
    FLIP("test-time augmentation flip") {
        @Override
        Manifest.Masks of(Model model, Backend backend, OpenData own, Split split) {
            return model.manifest().masks().withTta(TestTimeAugmentation.FLIP);
        }
    },
    /** Takes what {@link Tuning} chooses on the part val, without what shows nearly the same as a scored image. */
    TUNED("masks tuned on val") {
        @Override
        Manifest.Masks of(Model model, Backend backend, OpenData own, Split split) {
            Set<String> scored =
                    split.around(Split.TEST, own.audit().duplicates().groups());
            List<Case> cases = split.cases(own.whole(), Split.VAL).stream()
                    .filter(c -> !scored.contains(c.name()))
                    .toList();
            List<TestTimeAugmentation> all = List.of(TestTimeAugmentation.values());
            Tuning tuning = Tuning.of(model, backend, own.whole(), cases, 0, all, done -> {});
            return tuning.masks(new Manifest.Tuned(
                    own.name(),
                    Split.VAL,
                    split.hash(),
                    tuning.chosen().curve().lesions(),
                    tuning.chosen().curve().normals(),
                    tuning.point().dice()));
        }
    };

    private final String words;

    MaskVariant(String words) {
        this.words = words;
    }

    /** @throws IllegalArgumentException naming those that there are */
    static MaskVariant of(String id) {
        return Arrays.stream(values())
                .filter(v -> v.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("masks are "
                        + Arrays.stream(values()).map(MaskVariant::id).collect(Collectors.joining(", ")) + ", not "
                        + id));
    }

    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Names the masks in the heading of a table; empty where nothing was done. */
    String words() {
        return words;
    }

    /** Names files with such masks: "-flip", empty where nothing was done. */
    String suffix() {
        return this == NONE ? "" : "-" + id();
    }

    /** Says how the probabilities of a model become masks. @param own data and split that it was trained on */
    abstract Manifest.Masks of(Model model, Backend backend, OpenData own, Split split);

    /** @throws IllegalArgumentException where a split has no part for it that is not scored */
    void require(Split split, String data) {
        if (this == TUNED && SplitRule.scored(split).equals(Split.VAL)) {
            throw new IllegalArgumentException("masks are tuned on the part val, and the split of " + data
                    + " scores that part; give it a part test, or leave \"tuned\" out");
        }
    }
}
