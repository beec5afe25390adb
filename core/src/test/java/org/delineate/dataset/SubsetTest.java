package org.delineate.dataset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SubsetTest {
    private static final Dataset WHOLE = Dataset.open(Path.of("../demo/busi-small"));

    @TempDir
    private Path folder;

    private static long count(List<Case> cases, String label) {
        return cases.stream().filter(c -> c.label().equals(label)).count();
    }

    @Test
    void keepsTheProportionsOfClasses() {
        double share = (double) count(WHOLE.cases(), "benign") / WHOLE.cases().size();
        for (int limit = 1; limit <= WHOLE.cases().size(); limit++) {
            List<Case> some = Subset.of(WHOLE, limit, 7);
            assertEquals(limit, some.stream().distinct().count());
            assertEquals(share * limit, count(some, "benign"), 1.01, "of " + limit);
        }
        assertEquals(Subset.of(WHOLE, 9, 7), Subset.of(WHOLE, 9, 7));
        assertNotEquals(Subset.of(WHOLE, 9, 7), Subset.of(WHOLE, 9, 8));
        for (int none : new int[] {0, -1, 51}) {
            assertThrows(IllegalArgumentException.class, () -> Subset.of(WHOLE, none, 1));
        }
    }

    @Test
    void aManifestAndACopyHoldTheSamePicturesAndMasks() {
        List<Case> some = Subset.of(WHOLE, 7, 1);
        Path table = folder.resolve("lists/some.csv");
        Subset.writeManifest(table, WHOLE, some);
        Dataset listed = Dataset.open(table);
        Dataset copied = Dataset.open(Subset.copy(folder.resolve("copy"), WHOLE, some));
        assertEquals(some.size(), listed.cases().size());
        for (int i = 0; i < some.size(); i++) {
            Case one = some.get(i);
            for (Dataset other : List.of(listed, copied)) {
                Case same = other.cases().get(i);
                assertEquals(one.name(), same.name());
                assertEquals(one.label(), same.label());
                assertEquals(WHOLE.image(one).pixelHash(), other.image(same).pixelHash());
                assertEquals(WHOLE.mask(one), other.mask(same));
            }
        }
        assertEquals(WHOLE.masks().values(), copied.masks().values());
        assertThrows(IllegalArgumentException.class, () -> Subset.copy(folder.resolve("copy"), WHOLE, some));
    }
}
