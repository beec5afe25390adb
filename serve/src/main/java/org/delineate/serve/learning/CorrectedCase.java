package org.delineate.serve.learning;

import org.delineate.image.Image;
import org.delineate.image.Mask;

/**
 * Is one frame that a reader has corrected, drawn or confirmed: something to learn from.
 *
 * @param source SHA-256 of the file that was uploaded
 * @param frame from 1
 * @param frames of the file
 * @param patient what is equal for pictures of one patient; "" where nobody knows. It is not written
 * @param image as the model sees it before it is scaled
 * @param mask empty where the reader says that there is no lesion
 * @param model hash of the model whose outline was corrected or confirmed; "" where a person drew it
 */
public record CorrectedCase(
        String source, int frame, int frames, String patient, Image image, Mask mask, String model) {
    private static final int DIGITS = 12;

    /** @throws IllegalArgumentException where a value is none */
    public CorrectedCase {
        if (!source.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("a SHA-256 has 64 digits of 0-9a-f, got " + source);
        }
        if (frame < 1 || frame > frames) {
            throw new IllegalArgumentException("frame " + frame + " of " + frames);
        }
        if (mask.height() != image.height() || mask.width() != image.width()) {
            throw new IllegalArgumentException("a mask of " + mask.width() + " x " + mask.height()
                    + " pixels on a picture of " + image.width() + " x " + image.height());
        }
    }

    /** Returns its name in a data set: the beginning of the file's hash, and of a loop the frame. */
    String name() {
        String file = source.substring(0, DIGITS);
        return frames == 1 ? file : String.format("%s-f%04d", file, frame);
    }
}
