package org.delineate.serve.learning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.delineate.serve.store.Images;
import org.delineate.serve.store.Reading;
import org.delineate.serve.store.Readings;
import org.delineate.serve.store.Segmentations;
import org.delineate.serve.store.StoredImage;
import org.delineate.serve.store.StoredSegmentation;
import org.delineate.serve.work.Masks;
import org.delineate.serve.work.Workbench;
import org.jdbi.v3.core.Handle;

/**
 * Collects what readers have corrected or confirmed: of each frame the newest version that a reader drew, and the
 * version that a signed reading is about.
 */
public final class Corrections {
    private Corrections() {}

    private record Chosen(StoredImage image, StoredSegmentation version, String model) {}

    /** Adds all cases, the oldest picture first; one is in memory at a time. */
    public static void addTo(CorrectedCases cases, Workbench bench) {
        for (Chosen one : bench.database().read(Corrections::chosen)) {
            byte[] mask = bench.database()
                    .read(handle -> Segmentations.content(handle, one.version().id()))
                    .mask();
            String patient =
                    one.image().origin() == null || one.image().origin().patientKey() == null
                            ? ""
                            : one.image().origin().patientKey();
            cases.add(new CorrectedCase(
                    one.image().sha256(),
                    one.version().frame() + 1,
                    one.image().form().frames(),
                    patient,
                    bench.frames().read(one.image().id(), one.version().frame()),
                    Masks.stored(mask),
                    one.model()));
        }
    }

    private static List<Chosen> chosen(Handle handle) {
        List<StoredImage> images = new ArrayList<>(Images.in(handle, StoredImage.State.CORRECTED));
        images.addAll(Images.in(handle, StoredImage.State.SIGNED));
        List<Chosen> chosen = new ArrayList<>();
        for (StoredImage image : images) {
            List<StoredSegmentation> newestFirst = Segmentations.of(handle, image.id(), null);
            Reading reading = Readings.of(handle, image.id());
            Map<Integer, StoredSegmentation> byFrame = new LinkedHashMap<>();
            newestFirst.stream()
                    .filter(v -> reading.isSigned() && v.id().equals(reading.segmentation()))
                    .forEach(v -> byFrame.put(v.frame(), v));
            newestFirst.stream()
                    .filter(v -> v.making().maker() == StoredSegmentation.Maker.READER)
                    .forEach(v -> byFrame.putIfAbsent(v.frame(), v));
            byFrame.values().forEach(v -> chosen.add(new Chosen(image, v, model(v, newestFirst))));
        }
        return chosen;
    }

    /** The hash of the model that a version began as; "" where a reader drew it. */
    private static String model(StoredSegmentation version, List<StoredSegmentation> all) {
        StoredSegmentation one = version;
        while (one.making().maker() == StoredSegmentation.Maker.READER && one.basedOn() != null) {
            String before = one.basedOn();
            one = all.stream().filter(v -> v.id().equals(before)).findFirst().orElseThrow();
        }
        return one.making().modelHash() == null ? "" : one.making().modelHash();
    }
}
