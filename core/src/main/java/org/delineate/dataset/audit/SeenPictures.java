package org.delineate.dataset.audit;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.delineate.dataset.Split;

/**
 * Recognises the pictures that a model was trained on or that chose its weights, in whatever file they come: by the
 * hash of their pixels, and by their fingerprints where they were copied with loss, scaled, turned or mirrored.
 *
 * <p>A model file holds them as {@link #bytes}: {@value #BYTES} a picture.
 */
public final class SeenPictures {
    private static final int HASH_BYTES = 16;
    private static final int FINGERPRINT_BYTES = Fingerprint.SIDE * Fingerprint.SIDE;
    private static final int BYTES = 1 + HASH_BYTES + Float.BYTES + FINGERPRINT_BYTES;

    /**
     * Is one of them.
     *
     * @param trained false where it validated
     * @param hash beginning of the hash of its pixels
     * @param threshold least similarity of a near duplicate in the data set that it comes from
     * @param close {@link NearDuplicates#close} of the threshold
     */
    private record Picture(boolean trained, String hash, float threshold, int close, Fingerprint print) {
        static Picture of(boolean trained, String hash, float threshold, Fingerprint print) {
            return new Picture(trained, hash, threshold, NearDuplicates.close(threshold), print);
        }

        static Picture read(ByteBuffer bytes) {
            boolean trained = bytes.get() != 0;
            byte[] hash = new byte[HASH_BYTES];
            bytes.get(hash);
            float threshold = bytes.getFloat();
            byte[] levels = new byte[FINGERPRINT_BYTES];
            bytes.get(levels);
            return of(trained, HexFormat.of().formatHex(hash), threshold, new Fingerprint(levels));
        }

        void write(ByteBuffer bytes) {
            bytes.put((byte) (trained ? 1 : 0));
            bytes.put(HexFormat.of().parseHex(hash));
            bytes.putFloat(threshold);
            bytes.put(print.levels());
        }

        Seen same() {
            return trained ? Seen.TRAINED : Seen.VALIDATED;
        }

        Seen near() {
            return trained ? Seen.NEARLY_TRAINED : Seen.NEARLY_VALIDATED;
        }

        boolean isNear(Fingerprint other) {
            return NearDuplicates.match(print, other, threshold, close) != null;
        }
    }

    /** What a file stores; pictures are made of it only where they are compared. */
    private final byte[] stored;

    private SeenPictures(byte[] stored) {
        this.stored = stored;
    }

    private static SeenPictures of(List<Picture> pictures) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(BYTES, pictures.size()));
        pictures.forEach(p -> p.write(bytes));
        return new SeenPictures(bytes.array());
    }

    /**
     * Reads what {@link #bytes} returned.
     *
     * @throws IllegalArgumentException where it cannot have returned it
     */
    public static SeenPictures of(byte[] stored) {
        if (stored.length % BYTES != 0) {
            throw new IllegalArgumentException("the pictures that the model has seen take " + stored.length
                    + " bytes, which is no multiple of " + BYTES);
        }
        return new SeenPictures(stored.clone());
    }

    /**
     * Collects the pictures of the parts train and val that can be read.
     *
     * @param audit of the same data set, which says from which similarity on two of its pictures are near duplicates
     */
    public static SeenPictures of(Digests digests, Split split, Audit audit) {
        List<String> none = List.of();
        return of(digests, split.parts().getOrDefault(Split.TRAIN, none), audit, true)
                .and(validated(digests, split.parts().getOrDefault(Split.VAL, none), audit));
    }

    /** Collects the pictures of these names as ones that chose something without being trained on. */
    public static SeenPictures validated(Digests digests, Collection<String> names, Audit audit) {
        return of(digests, names, audit, false);
    }

    private static SeenPictures of(Digests digests, Collection<String> names, Audit audit, boolean trained) {
        Set<String> wanted = new HashSet<>(names);
        float threshold = (float) audit.duplicates().nearThreshold();
        return of(digests.cases().stream()
                .filter(c -> wanted.contains(c.name()) && c.picture() != null)
                .map(c -> Picture.of(trained, hash(c), threshold, c.picture().fingerprint()))
                .toList());
    }

    private static String hash(CaseDigest c) {
        return c.picture().pixelHash().substring(0, 2 * HASH_BYTES);
    }

    private Stream<Picture> pictures() {
        ByteBuffer bytes = ByteBuffer.wrap(stored);
        return Stream.generate(() -> Picture.read(bytes)).limit(count());
    }

    /** Returns these and the others, as of a model that started from another one. */
    public SeenPictures and(SeenPictures others) {
        return new SeenPictures(ByteBuffer.allocate(Math.addExact(stored.length, others.stored.length))
                .put(stored)
                .put(others.stored)
                .array());
    }

    /** Returns those alone that the model was trained on. */
    public SeenPictures trained() {
        return of(pictures().filter(Picture::trained).toList());
    }

    public int count() {
        return stored.length / BYTES;
    }

    /** Returns them as a file stores them. */
    public byte[] bytes() {
        return stored.clone();
    }

    /** Says of every case that was read whether it is among these; a case that cannot be read is none of them. */
    public SortedMap<String, Seen> among(Digests digests) {
        List<Picture> pictures = pictures().toList();
        Map<String, Seen> same = new HashMap<>();
        pictures.forEach(p -> same.merge(p.hash, p.same(), (a, b) -> Collections.max(List.of(a, b))));
        Map<String, Seen> found = digests.cases().parallelStream()
                .collect(Collectors.toConcurrentMap(
                        CaseDigest::name, c -> c.picture() == null ? Seen.NO : seen(c, pictures, same)));
        return new TreeMap<>(found);
    }

    private static Seen seen(CaseDigest c, List<Picture> pictures, Map<String, Seen> same) {
        Seen found = same.getOrDefault(hash(c), Seen.NO);
        for (Picture picture : pictures) {
            if (picture.near().compareTo(found) > 0
                    && picture.isNear(c.picture().fingerprint())) {
                found = picture.near();
            }
        }
        return found;
    }
}
