package org.delineate.model;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.delineate.zoo.Network;
import org.delineate.zoo.PublicCode;
import org.delineate.zoo.Zoo;

/** What helps where weights do not fit a network: whose names of tensors it uses, and which network fits better. */
final class ImportAdvice {
    private static final int CANDIDATES = 3;
    private static final double SIMILAR = 0.3; // of its tensors: less is chance

    private ImportAdvice() {}

    /** @param taken tensors that fit the network that was asked for @param misfits those that do not */
    static String of(WeightsFile source, Zoo asked, List<Network.Spec> specs, int taken, int misfits) {
        if (taken > misfits) {
            return ""; // the right network, in another form
        }
        String code = PublicCode.of(asked)
                .map(c -> "; " + asked.id() + " takes checkpoints of " + c.words())
                .orElse("");
        return code
                + better(source, asked, specs, misfits)
                        .map(f -> f.misfits() == 0
                                ? "; these weights fit --network " + f.zoo().id()
                                : "; of the networks here " + f.zoo().id() + " fits best, with " + f.taken()
                                        + " of the tensors and " + f.misfits() + " that do not fit")
                        .orElse("; no network here has these names");
    }

    private static Optional<Import.Fit> better(WeightsFile source, Zoo asked, List<Network.Spec> specs, int misfits) {
        List<Network.Spec> first = specs.subList(0, 1); // names do not depend on channels and classes
        return Arrays.stream(Zoo.values())
                .filter(z -> z != asked)
                .map(z -> Import.fit(source, z, first))
                .filter(Objects::nonNull)
                .filter(f -> f.taken() > SIMILAR * (f.taken() + f.misfits()))
                .sorted(Comparator.comparingInt(Import.Fit::misfits))
                .limit(CANDIDATES)
                .map(f -> Import.fit(source, f.zoo(), specs))
                .filter(f -> f.misfits() < misfits)
                .min(Comparator.comparingInt(Import.Fit::misfits));
    }
}
