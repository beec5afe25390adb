package org.delineate.dataset.audit;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.delineate.dataset.Case;
import org.delineate.dataset.Dataset;
import org.delineate.file.BadFileException;
import org.delineate.image.Appearance;
import org.delineate.image.Image;
import org.delineate.image.Mask;

/**
 * Summarises the files of one case for the audit, so that its pixels need not stay in memory.
 *
 * @param source the case
 * @param unreadable why a file cannot be read, "" where all can
 * @param sizeMismatch which mask has another size than the picture, "" where none has
 * @param picture null where the picture cannot be read
 * @param mask lesion shares of 32 x 32 fields ({@link Fingerprint#thumbnail}), null where a mask cannot be read or has
 *     another size
 * @param lesionShare share of the picture's pixels that are lesion
 * @param intermediateShare largest share of intermediate values in one of the masks
 */
record CaseDigest(
        Case source,
        String unreadable,
        String sizeMismatch,
        Picture picture,
        byte[] mask,
        double lesionShare,
        double intermediateShare) {

    /** Size, hash, fingerprint and appearance of a picture, and what is to be told of its file. */
    record Picture(
            int heightPx,
            int widthPx,
            int channels,
            String pixelHash,
            Fingerprint fingerprint,
            float[] appearance,
            List<String> remarks) {
        static Picture of(Image image) {
            return new Picture(
                    image.height(),
                    image.width(),
                    image.channels(),
                    image.pixelHash(),
                    Fingerprint.of(image),
                    Appearance.of(image),
                    image.remarks());
        }
    }

    static CaseDigest of(Case c, Dataset dataset) {
        Image image;
        try {
            image = dataset.image(c);
        } catch (BadFileException | UncheckedIOException e) {
            return new CaseDigest(c, e.getMessage(), "", null, null, 0, 0);
        }
        String unreadable = "";
        String mismatch = "";
        double intermediate = 0;
        Mask union = Mask.of(image.height(), image.width(), new boolean[image.height() * image.width()]);
        for (Path file : c.masks()) {
            try {
                Mask mask = dataset.masks().read(file);
                intermediate = Math.max(intermediate, dataset.masks().intermediateShare(file));
                if (mask.height() == image.height() && mask.width() == image.width()) {
                    union = union.or(mask);
                } else {
                    mismatch = file.getFileName() + " has " + mask.width() + " x " + mask.height()
                            + " pixels, the picture " + image.width() + " x " + image.height()
                            + dataset.pictures().tagText(c);
                }
            } catch (BadFileException | UncheckedIOException e) {
                unreadable = e.getMessage();
            }
        }
        boolean whole = unreadable.isEmpty() && mismatch.isEmpty();
        return new CaseDigest(
                c,
                unreadable,
                mismatch,
                Picture.of(image),
                whole ? Fingerprint.thumbnail(union) : null,
                whole ? (double) union.areaPx() / image.height() / image.width() : 0,
                intermediate);
    }

    String name() {
        return source.name();
    }
}
