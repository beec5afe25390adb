package org.delineate.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.delineate.file.AtomicFile;
import org.delineate.file.Json;
import org.delineate.image.Image;
import org.delineate.image.ImageFile;
import org.delineate.image.Mask;

/**
 * Exports a data set as raw data of nnU-Net v2 (documentation/dataset_format.md there): lossless PNG pictures, labels
 * of 0 and 1, dataset.json; and beside it splits_final.json, which belongs into the folder of the preprocessed data.
 */
public final class NnUnet {
    private static final String FOLDER = "Dataset\\d{3}_\\w+";
    private static final String ENDING = ".png";

    private final Dataset dataset;
    private final Path folder;
    private final Map<String, String> ids = new HashMap<>();

    private NnUnet(Dataset dataset, Path folder) {
        this.dataset = dataset;
        this.folder = folder;
    }

    /** Writes every case for training, but those that the layout assigns to "test" for testing. */
    public static void write(Dataset dataset, Path folder, ProgressListener progress) {
        Map<Boolean, List<Case>> byTest = dataset.cases().stream()
                .collect(Collectors.partitioningBy(c -> c.part().equals(Split.TEST)));
        new NnUnet(dataset, folder).write(byTest.get(false), byTest.get(true), List.of(), progress);
    }

    /**
     * Writes the cases of a split: "test" for testing, the others for training, with the folds or the one division into
     * "train" and "val". Cases outside the split are not written.
     *
     * @param folder new, named as nnU-Net requires: Dataset120_Breast
     * @throws IllegalArgumentException where the folder is named otherwise or holds something
     */
    public static void write(Dataset dataset, Split split, Path folder, ProgressListener progress) {
        List<Case> test = split.parts().containsKey(Split.TEST) ? split.cases(dataset, Split.TEST) : List.of();
        List<Split> folds = split.folds().isEmpty()
                ? List.of(split)
                : IntStream.range(0, split.folds().size()).mapToObj(split::fold).toList();
        List<Case> train = new ArrayList<>(folds.get(0).cases(dataset, Split.TRAIN));
        boolean divided = folds.get(0).parts().containsKey(Split.VAL);
        if (divided) {
            train.addAll(folds.get(0).cases(dataset, Split.VAL));
        }
        new NnUnet(dataset, folder).write(train, test, divided ? folds : List.of(), progress);
    }

    private void write(List<Case> train, List<Case> test, List<Split> folds, ProgressListener progress) {
        if (!folder.getFileName().toString().matches(FOLDER)) {
            throw new IllegalArgumentException(
                    "nnU-Net requires a folder named as Dataset120_Breast, got " + folder.getFileName());
        }
        if (Files.exists(folder) && !Folder.of(folder).isEmpty()) {
            throw new IllegalArgumentException(folder + " is not empty; give a new folder");
        }
        List<Case> all = new ArrayList<>(train);
        all.addAll(test);
        name(all);
        boolean colour = all.stream().parallel().anyMatch(c -> dataset.image(c).channels() == 3);
        AtomicInteger done = new AtomicInteger();
        IntStream.range(0, all.size()).parallel().forEach(i -> {
            write(all.get(i), i < train.size() ? "Tr" : "Ts", colour);
            synchronized (done) {
                progress.at(done.incrementAndGet(), all.size());
            }
        });
        if (!folds.isEmpty()) {
            AtomicFile.write(
                    folder.resolve(NnUnetLayout.SPLITS),
                    Json.pretty(folds.stream().map(this::fold).toList()));
        }
        AtomicFile.write(folder.resolve(NnUnetLayout.DESCRIPTION), Json.pretty(description(train.size(), colour)));
    }

    /** Names the files after the cases. */
    private void name(List<Case> cases) {
        Set<String> taken = new HashSet<>();
        for (Case c : cases) {
            String id = c.name().replace("/", "__");
            if (!taken.add(id)) {
                throw new IllegalArgumentException(
                        "two cases would both be named " + id + "; rename one of their files");
            }
            ids.put(c.name(), id);
        }
    }

    private void write(Case c, String set, boolean colour) {
        String id = ids.get(c.name());
        Image image = dataset.image(c);
        Mask mask = dataset.mask(c, image);
        byte[] labels = new byte[image.height() * image.width()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) (mask.at(i) ? 1 : 0);
        }
        ImageFile.write(
                folder.resolve("images" + set).resolve(id + "_0000" + ENDING), colour ? coloured(image) : image);
        ImageFile.write(
                folder.resolve("labels" + set).resolve(id + ENDING),
                Image.ofBytes(image.height(), image.width(), 1, labels));
    }

    /** Repeats a grey channel: nnU-Net requires one number of channels in all pictures. */
    private static Image coloured(Image image) {
        if (image.channels() == 3) {
            return image;
        }
        int samples = image.height() * image.width() * 3;
        byte[] bytes = new byte[image.bits() == 8 ? samples : 0];
        short[] shorts = new short[image.bits() == 8 ? 0 : samples];
        for (int i = 0; i < samples; i++) {
            int sample = image.sample(i / 3 / image.width(), i / 3 % image.width(), 0);
            if (image.bits() == 8) {
                bytes[i] = (byte) sample;
            } else {
                shorts[i] = (short) sample;
            }
        }
        return image.bits() == 8
                ? Image.ofBytes(image.height(), image.width(), 3, bytes)
                : Image.ofShorts(image.height(), image.width(), 3, shorts);
    }

    private Map<String, List<String>> fold(Split fold) {
        Map<String, List<String>> parts = new LinkedHashMap<>();
        for (String part : List.of(Split.TRAIN, Split.VAL)) {
            parts.put(part, fold.parts().get(part).stream().map(ids::get).toList());
        }
        return parts;
    }

    private Map<String, Object> description(int numTraining, boolean colour) {
        return Json.object(
                "name",
                dataset.name(),
                "channel_names",
                colour ? Json.object("0", "R", "1", "G", "2", "B") : Json.object("0", "grey"),
                "labels",
                Json.object("background", 0, "lesion", 1),
                "numTraining",
                numTraining,
                "file_ending",
                ENDING,
                "overwrite_image_reader_writer",
                "NaturalImage2DIO");
    }
}
