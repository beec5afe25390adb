package org.delineate.train;

import java.util.ArrayList;
import java.util.List;
import org.delineate.data.Batch;
import org.delineate.data.Case;
import org.delineate.data.Dataset;
import org.delineate.data.Preprocess;
import org.delineate.data.Sample;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.delineate.infer.Prediction;
import org.delineate.infer.Segmenter;
import org.delineate.metric.Confusion;

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
    double dice(Segmenter segmenter, int batchSize) {
        double sum = 0;
        int n = 0;
        for (int from = 0; from < cases.size(); from += batchSize) {
            List<Held> part = new ArrayList<>();
            for (int i = from; i < Math.min(cases.size(), from + batchSize); i++) {
                part.add(held(i));
            }
            List<Prediction> predictions =
                    segmenter.predict(Batch.of(part.stream().map(Held::sample).toList()));
            for (int i = 0; i < part.size(); i++) {
                if (!part.get(i).truth().isEmpty()) {
                    sum += Confusion.of(predictions.get(i).mask(), part.get(i).truth())
                            .dice();
                    n++;
                }
            }
        }
        return n == 0 ? Double.NaN : sum / n;
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
