package org.delineate.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVPrinter;
import org.apache.commons.csv.CSVRecord;
import org.delineate.file.AtomicFile;
import org.delineate.file.BadFileException;

/** The curves of a run: {@code history.csv}, one line per epoch. */
public final class History {
    private static final String[] COLUMNS = {
        "epoch", "train_loss", "val_dice", "learning_rate", "seconds", "network_share"
    };

    /**
     * @param epoch 1 for the first
     * @param trainLoss mean over the steps
     * @param valDice mean per-image Dice at original size; NaN where the epoch was not validated
     * @param learningRate at the end of the epoch
     * @param seconds of training, validation apart
     * @param networkShare share of these seconds in which the network worked
     */
    public record Epoch(
            int epoch, double trainLoss, double valDice, double learningRate, double seconds, double networkShare) {}

    private History() {}

    /** Empty where the file does not exist. */
    public static List<Epoch> read(Path file) {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<Epoch> epochs = new ArrayList<>();
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader(COLUMNS)
                .setSkipHeaderRecord(true)
                .get();
        try (CSVParser parser = CSVParser.parse(Files.newBufferedReader(file), format)) {
            for (CSVRecord r : parser) {
                epochs.add(new Epoch(
                        Integer.parseInt(r.get(0)),
                        Double.parseDouble(r.get(1)),
                        Double.parseDouble(r.get(2)),
                        Double.parseDouble(r.get(3)),
                        Double.parseDouble(r.get(4)),
                        Double.parseDouble(r.get(5))));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            throw new BadFileException(file, "no history of a run: " + e.getMessage(), "restore or delete it", e);
        }
        return epochs;
    }

    /** Replaces the line of the same epoch and what follows it, as after a resume. */
    static void append(Path file, Epoch epoch) {
        List<Epoch> all = new ArrayList<>(read(file));
        all.removeIf(e -> e.epoch() >= epoch.epoch());
        all.add(epoch);
        StringBuilder text = new StringBuilder();
        try (CSVPrinter csv = new CSVPrinter(
                text, CSVFormat.DEFAULT.builder().setHeader(COLUMNS).get())) {
            for (Epoch e : all) {
                csv.printRecord(e.epoch(), e.trainLoss(), e.valDice(), e.learningRate(), e.seconds(), e.networkShare());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        AtomicFile.write(file, text.toString());
    }
}
