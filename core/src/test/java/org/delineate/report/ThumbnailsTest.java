package org.delineate.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.delineate.image.Image;
import org.delineate.image.Mask;
import org.junit.jupiter.api.Test;

class ThumbnailsTest {
    private static final long SEED = Long.getLong("test.seed", 3);

    @Test
    void keepsTheLowestDiceInWhateverOrderTheyCome() {
        System.out.println("ThumbnailsTest: -Dtest.seed=" + SEED);
        List<CaseScores> cases = new ArrayList<>(IntStream.range(0, 8)
                .mapToObj(k -> Examples.scored("c" + k, "", Examples.band(0, 8), Examples.band(0, k + 1)))
                .toList());
        cases.add(Examples.four().get(2)); // without lesion: the last
        Random random = new Random(SEED);
        for (int i = 0; i < 5; i++) {
            Collections.shuffle(cases, random);
            Thumbnails thumbnails = new Thumbnails(3);
            cases.parallelStream()
                    .forEach(c -> thumbnails.add(c, Examples.picture(), Examples.band(2, 6), Examples.band(3, 6)));
            assertEquals(Set.of("c0", "c1", "c2"), thumbnails.byName().keySet());
        }
    }

    @Test
    void takeFewKilobytes() {
        Random random = new Random(SEED);
        byte[] noise = new byte[900 * 700];
        random.nextBytes(noise);
        Mask mask = Mask.of(900, 700, new boolean[noise.length]);
        Thumbnails thumbnails = new Thumbnails();
        CaseScores c = Examples.four().get(0);
        thumbnails.add(c, Image.ofBytes(900, 700, 1, noise), mask, mask);
        int length = thumbnails.byName().get(c.name()).length();
        assertTrue(length > 1000 && length < 16_000, length + " characters of the worst picture there is");
    }
}
