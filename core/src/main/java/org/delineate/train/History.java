package org.delineate.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVRecord;
import org.delineate.file.BadFileException;
import org.delineate.file.Csv;

/** Reads and writes the curves of a run: {@code history.csv}, a row per epoch, written whole after each. */
public final class History {
    private static final List<String> COLUMNS =
            List.of("epoch", "train_loss", "val_dice", "learning_rate", "seconds", "network_share", "val_loss");

    /**
     * Is a row.
     *
     * @param epoch from 1
     * @param trainLoss mean over the steps
     * @param valDice mean per-image Dice at original size; NaN where the epoch was not validated
     * @param learningRate at the end of the epoch
     * @param seconds of training, validation apart
     * @param networkShare share of these seconds in which the network worked and did not wait for the loader
     * @param valLoss mean over the cases that have a Dice; NaN where the epoch was not validated, or a former version
     *     did not measure it
     */
    public record Epoch(
            int epoch,
            double trainLoss,
            double valDice,
            double learningRate,
            double seconds,
            double networkShare,
            double valLoss) {
        public Epoch {
            if (epoch < 1) {
                throw new IllegalArgumentException("epoch " + epoch + "; epochs count from 1");
            }
        }

        /** Gives what was measured, by the names of the columns and in their order. */
        public Map<String, Double> values() {
            List<Double> values = List.of(trainLoss, valDice, learningRate, seconds, networkShare, valLoss);
            Map<String, Double> named = new LinkedHashMap<>();
            for (int i = 0; i < values.size(); i++) {
                named.put(COLUMNS.get(i + 1), values.get(i));
            }
            return named;
        }
    }

    private History() {}

    /**
     * Reads all rows.
     *
     * @return empty where the file does not exist
     * @throws BadFileException where the file is no history; the message names the row
     */
    public static List<Epoch> read(Path file) {
        return Files.exists(file)
                ? Csv.read(file, COLUMNS, COLUMNS.size() - 1).stream()
                        .map(row -> epoch(file, row))
                        .toList()
                : List.of();
    }

    private static Epoch epoch(Path file, CSVRecord row) {
        double epoch = Csv.number(file, row, "epoch");
        if (epoch < 1 || epoch != (int) epoch) {
            throw Csv.bad(file, row, "epoch is '" + row.get("epoch") + "', expected 1, 2, …");
        }
        return new Epoch(
                (int) epoch,
                Csv.number(file, row, "train_loss"),
                Csv.number(file, row, "val_dice"),
                Csv.number(file, row, "learning_rate"),
                Csv.number(file, row, "seconds"),
                Csv.number(file, row, "network_share"),
                Csv.number(file, row, "val_loss"));
    }

    /** Adds a row; it replaces the row of the same epoch and those after it, as a resumed run needs. */
    static void append(Path file, Epoch epoch) {
        List<Epoch> all = new ArrayList<>(read(file));
        all.removeIf(e -> e.epoch() >= epoch.epoch());
        all.add(epoch);
        Csv.write(
                file,
                COLUMNS,
                all.stream()
                        .map(e -> Stream.concat(Stream.of(e.epoch), e.values().values().stream())
                                .toList()));
    }
}
