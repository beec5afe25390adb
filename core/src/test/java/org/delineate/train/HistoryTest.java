package org.delineate.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
                "epoch,train_loss,val_dice,learning_rate,seconds,network_share",
                Files.readAllLines(file).get(0));
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
    void otherTextIsABadFile() throws IOException {
        Path file = folder.resolve("history.csv");
        for (String text : List.of("epoch\n1\n", "a,b,c,d,e,f\n1,x,0,0,0,0\n", "a\n\"")) {
            Files.writeString(file, text);
            BadFileException e = assertThrows(BadFileException.class, () -> History.read(file));
            assertTrue(e.getMessage().startsWith(file + ": no history of a run: "), e.getMessage());
            assertTrue(e.getMessage().endsWith("; restore or delete it"), e.getMessage());
        }
    }

    private static History.Epoch epoch(int epoch, double dice) {
        return new History.Epoch(epoch, 1.0 / epoch, dice, 1e-3 / 3, 12.5, 0.75);
    }
}
