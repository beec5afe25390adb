package org.delineate.report;

import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVRecord;

/** The training curves of a run: {@code history.csv}, one row per epoch, written whole after each epoch. */
public final class History {
    private static final List<String> COLUMNS =
            List.of("epoch", "train_loss", "val_loss", "val_dice", "learning_rate", "seconds");

    private History() {}

    /**
     * One pass over the training pictures.
     *
     * @param epoch from 1
     * @param valLoss NaN where the epoch was not validated
     * @param valDice mean per-image Dice on the validation part, 0..1; NaN where the epoch was not validated
     * @param learningRate at the end of the epoch
     * @param seconds training and validation together
     */
    public record Epoch(
            int epoch, double trainLoss, double valLoss, double valDice, double learningRate, double seconds) {
        public Epoch {
            if (epoch < 1) {
                throw new IllegalArgumentException("epoch " + epoch + "; epochs count from 1");
            }
        }
    }

    /** Replaces the file; after a crash the old rows or the new ones are there. */
    public static void write(Path csv, List<Epoch> epochs) {
        Csv.write(
                csv,
                COLUMNS,
                epochs.stream()
                        .map(e -> List.of(e.epoch, e.trainLoss, e.valLoss, e.valDice, e.learningRate, e.seconds)));
    }

    /** @throws org.delineate.file.BadFileException where the file is no history; the message names the row */
    public static List<Epoch> read(Path csv) {
        return Csv.read(csv, COLUMNS).stream().map(row -> epoch(csv, row)).toList();
    }

    private static Epoch epoch(Path csv, CSVRecord row) {
        double epoch = Csv.number(csv, row, "epoch");
        if (epoch < 1 || epoch != (int) epoch) {
            throw Csv.bad(csv, row, "epoch is '" + row.get("epoch") + "', expected 1, 2, …");
        }
        return new Epoch(
                (int) epoch,
                Csv.number(csv, row, "train_loss"),
                Csv.number(csv, row, "val_loss"),
                Csv.number(csv, row, "val_dice"),
                Csv.number(csv, row, "learning_rate"),
                Csv.number(csv, row, "seconds"));
    }
}
