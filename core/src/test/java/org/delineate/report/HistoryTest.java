package org.delineate.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.delineate.file.BadFileException;
import org.delineate.report.History.Epoch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryTest {
    @TempDir
    Path folder;

    @Test
    void readsWhatItWroteWithEpochsNotValidated() throws IOException {
        Path csv = folder.resolve("history.csv");
        List<Epoch> epochs = List.of(
                new Epoch(1, 0.7123456789012345, Double.NaN, Double.NaN, 1e-3, 12.5),
                new Epoch(2, 0.5, 0.6, 0.4, 9.999e-4, 12.25));
        History.write(csv, epochs);
        assertEquals(epochs, History.read(csv));
        assertEquals(
                "epoch,train_loss,val_loss,val_dice,learning_rate,seconds",
                Files.readAllLines(csv).get(0));
    }

    @Test
    void readsAHistoryWithoutEpochs() {
        Path csv = folder.resolve("history.csv");
        History.write(csv, List.of());
        assertEquals(List.of(), History.read(csv));
    }

    @Test
    void refusesWhatIsNoHistoryAndNamesTheRow() throws IOException {
        Path csv = folder.resolve("history.csv");
        for (String row :
                List.of("zero,1,1,1,1,1", "0,1,1,1,1,1", "1.5,1,1,1,1,1", ",1,1,1,1,1", "1,one,1,1,1,1", "1,1")) {
            Files.writeString(csv, "epoch,train_loss,val_loss,val_dice,learning_rate,seconds\n" + row + "\n");
            String message = assertThrows(BadFileException.class, () -> History.read(csv), row)
                    .getMessage();
            assertTrue(message.contains("row 1"), message);
        }
        Files.writeString(csv, "");
        assertThrows(BadFileException.class, () -> History.read(csv));
        Files.writeString(csv, "epoch,epoch\n1,1\n");
        assertThrows(BadFileException.class, () -> History.read(csv));
        Files.write(csv, new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertThrows(BadFileException.class, () -> History.read(csv));
    }
}
