package org.delineate.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.infer.Segmenter;
import org.delineate.metric.Confusion;
import org.delineate.sample.Preprocess;
import org.delineate.sample.Sample;

/** Mean per-image Dice of the validation cases at original size, through the Segmenter. */
final class Validation {
    private static final long CACHE_BYTES = 1L << 30;

    /** One case, decoded. */
    private record Held(Sample sample, Mask truth) {}

    private final Dataset dataset;
    private final List<Case> cases;
    private final Preprocess preprocess;
    private final List<Held> held = new ArrayList<>();
    private long heldBytes;

    Validation(Dataset dataset, List<Case> cases, Preprocess preprocess) {
        this.dataset = dataset;
        this.cases = cases;
        this.preprocess = preprocess;
    }

    /** Cases without a lesion have no Dice and do not count; NaN when none has one. */
    double dice(Segmenter segmenter) {
        return IntStream.range(0, cases.size())
                .mapToObj(this::held)
                .filter(h -> !h.truth().isEmpty())
                .mapToDouble(h -> Confusion.of(segmenter.predict(h.sample()).mask(), h.truth())
                        .dice())
                .average()
                .orElse(Double.NaN);
    }

    private Held held(int i) {
        if (i < held.size()) {
            return held.get(i);
        }
        Case c = cases.get(i);
        Image image = dataset.image(c);
        Held h = new Held(preprocess.apply(c.name(), image), dataset.mask(c, image));
        long bytes = 4L * h.sample().x().length + (long) image.height() * image.width();
        if (i == held.size() && heldBytes + bytes <= CACHE_BYTES) {
            held.add(h);
            heldBytes += bytes;
        }
        return h;
    }
}
