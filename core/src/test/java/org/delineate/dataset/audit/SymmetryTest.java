package org.delineate.dataset.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.delineate.image.Mask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SymmetryTest {
    private static final long SEED = Long.getLong("test.seed", 8);

    private static Mask random(int height, int width) {
        Random random = new Random(SEED);
        boolean[] lesion = new boolean[height * width];
        for (int i = 0; i < lesion.length; i++) {
            lesion[i] = random.nextBoolean();
        }
        return Mask.of(height, width, lesion);
    }

    /** Squares are turned as fingerprints are, pixel by pixel. */
    @ParameterizedTest
    @EnumSource
    void bringsAMaskOntoTheFirstPictureAsTheAuditComparesThem(Symmetry symmetry) {
        Mask second = random(7, 7);
        Mask onto = symmetry.onto(second, 7, 7);
        int[] sources = symmetry.sources(7);
        for (int i = 0; i < sources.length; i++) {
            assertEquals(second.at(sources[i]), onto.at(i), symmetry + ", pixel " + i + ", -Dtest.seed=" + SEED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isUndoneByItsInverseAlsoWherePicturesAreOblong(Symmetry symmetry) {
        Mask second = random(5, 9);
        boolean sideways = symmetry.ordinal() >= Symmetry.MIRRORED_DIAGONAL.ordinal();
        Mask first = symmetry.onto(second, sideways ? 9 : 5, sideways ? 5 : 9);
        assertEquals(second, symmetry.inverse().onto(first, 5, 9));
    }

    @Test
    void scalesByTheNearestPixel() {
        Mask wide = Mask.of(1, 2, new boolean[] {true, false});
        Mask large = Symmetry.MIRRORED_LEFT_RIGHT.onto(wide, 2, 4);
        assertEquals(Mask.of(2, 4, new boolean[] {false, false, true, true, false, false, true, true}), large);
    }
}
