package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.delineate.file.BadFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    @TempDir
    Path folder;

    @Test
    void givesBackWhatWasWrittenExactly() throws IOException {
        Path file = folder.resolve("history.csv");
        assertEquals(List.of(), History.read(file));
        History.append(file, epoch(1, Double.NaN));
        History.append(file, epoch(2, 1 / 3.0));
        assertEquals(List.of(epoch(1, Double.NaN), epoch(2, 1 / 3.0)), History.read(file));
        assertEquals(
                "epoch,train_loss,val_dice,learning_rate,seconds,network_share,val_loss",
                Files.readAllLines(file).get(0));
    }

    @Test
    void aHistoryWithoutValidationLossIsReadAndContinued() throws IOException {
        Path file = folder.resolve("history.csv");
        Files.writeString(
                file, "epoch,train_loss,val_dice,learning_rate,seconds,network_share\n1,1.0,0.1,3.0E-4,12.5,0.75\n");
        History.Epoch former = new History.Epoch(1, 1, 0.1, 3e-4, 12.5, 0.75, Double.NaN);
        assertEquals(List.of(former), History.read(file));
        History.append(file, epoch(2, 0.5));
        assertEquals(List.of(former, epoch(2, 0.5)), History.read(file));
    }

    @Test
    void repeatedEpochReplacesItsLineAndTheLaterOnes() {
        Path file = folder.resolve("history.csv");
        for (int i = 1; i <= 4; i++) {
            History.append(file, epoch(i, 0.1));
        }
        History.append(file, epoch(3, 0.2));
        assertEquals(List.of(epoch(1, 0.1), epoch(2, 0.1), epoch(3, 0.2)), History.read(file));
    }

    @Test
    void otherTextIsABadFileThatNamesTheRow() throws IOException {
        Path file = folder.resolve("history.csv");
        History.append(file, epoch(1, 0.1));
        String good = Files.readString(file);
        Map<String, String> changes =
                Map.of("epoch,", "epochs,", "\n1,", "\n0,", "\n1,1.0", "\n1,x", "0.75,", "0.75,1,", ",0.1,", ",\"0.1,");
        changes.forEach((from, to) -> {
            assertTrue(good.contains(from), from);
            write(file, good.replace(from, to));
            BadFileException e = assertThrows(BadFileException.class, () -> History.read(file), () -> from + to);
            assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
            if (to.startsWith("\n") || to.endsWith("75,1,")) {
                assertTrue(e.getMessage().contains("row 1: "), e.getMessage());
            }
        });
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static History.Epoch epoch(int epoch, double dice) {
        return new History.Epoch(epoch, 1.0 / epoch, dice, 1e-3 / 3, 12.5, 0.75, 2.5 * dice);
    }
}
