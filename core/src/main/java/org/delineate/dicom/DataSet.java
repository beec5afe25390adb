package org.delineate.dicom;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.delineate.file.BadFileException;
import org.delineate.file.Printable;

/**
 * Holds the data elements of a file or of a sequence's item in the order of their tags, immutable (PS3.5, 7).
 *
 * <p>A missing element and one without a value are the same: an empty Optional, list or array. A value that is no
 * number where one is asked for is a {@link BadFileException} that names the file and the element.
 */
public final class DataSet implements Iterable<Element> {
    private static final String REMEDY = "correct the file where it was made, or export it anew";

    private final TreeMap<Integer, Element> elements;
    private final Path origin;

    private DataSet(TreeMap<Integer, Element> elements, Path origin) {
        this.elements = elements;
        this.origin = origin;
    }

    /** Takes the elements over; the caller keeps no reference to them. */
    static DataSet of(TreeMap<Integer, Element> elements, Path origin) {
        return new DataSet(elements, origin);
    }

    /** Makes the map that a data set keeps its elements in: tags are unsigned. */
    static TreeMap<Integer, Element> map() {
        return new TreeMap<>(Integer::compareUnsigned);
    }

    /** Starts a data set that this program makes. */
    public static DataSetBuilder builder() {
        return new DataSetBuilder(map(), Path.of("new data set"));
    }

    /** Starts a data set with the elements of this one, to change it. */
    public DataSetBuilder toBuilder() {
        TreeMap<Integer, Element> copy = map();
        copy.putAll(elements);
        return new DataSetBuilder(copy, origin);
    }

    /** Returns the file that errors name. */
    public Path origin() {
        return origin;
    }

    public boolean isEmpty() {
        return elements.isEmpty();
    }

    /** Returns the elements in the order of their tags. */
    public Collection<Element> elements() {
        return Collections.unmodifiableCollection(elements.values());
    }

    @Override
    public Iterator<Element> iterator() {
        return elements().iterator();
    }

    /** Returns whether there is an element, with or without a value. */
    public boolean contains(int tag) {
        return elements.containsKey(tag);
    }

    public Optional<Element> element(int tag) {
        return Optional.ofNullable(elements.get(tag));
    }

    /** Returns the first value as text, without padding. */
    public Optional<String> text(int tag) {
        return texts(tag).stream().findFirst().filter(t -> !t.isEmpty());
    }

    /** Returns all values as text, empty ones included. */
    public List<String> texts(int tag) {
        Element element = elements.get(tag);
        return element == null ? List.of() : element.texts();
    }

    /** Returns the first value as a whole number. */
    public OptionalInt integer(int tag) {
        int[] integers = integers(tag);
        return integers.length == 0 ? OptionalInt.empty() : OptionalInt.of(integers[0]);
    }

    /** Returns all values as whole numbers; a tag of VR AT is one too. */
    public int[] integers(int tag) {
        double[] numbers = numbers(tag);
        int[] integers = new int[numbers.length];
        boolean tags = elements.containsKey(tag) && elements.get(tag).vr() == Vr.AT;
        for (int i = 0; i < integers.length; i++) {
            integers[i] = tags ? (int) (long) numbers[i] : (int) numbers[i];
            if (!tags && integers[i] != numbers[i]) {
                throw bad(tag, numbers[i] + ", expected a whole number of 32 bits");
            }
        }
        return integers;
    }

    /** Returns the first value as a number. */
    public OptionalDouble number(int tag) {
        return Arrays.stream(numbers(tag)).findFirst();
    }

    /** Returns all values as numbers. */
    public double[] numbers(int tag) {
        Element element = elements.get(tag);
        try {
            return element == null ? new double[0] : element.numbers();
        } catch (NumberFormatException e) {
            throw bad(tag, Printable.quoted(e.getMessage()) + ", expected a number");
        }
    }

    /** Returns the value as bytes, numbers in little-endian order. */
    public Optional<byte[]> bytes(int tag) {
        return element(tag).map(Element::bytes).filter(b -> b.length > 0);
    }

    /** Returns the items of a sequence; none where there is no such sequence. */
    public List<DataSet> items(int tag) {
        Element element = elements.get(tag);
        return element == null ? List.of() : element.items();
    }

    /** Returns the first item of a sequence. */
    public Optional<DataSet> item(int tag) {
        return items(tag).stream().findFirst();
    }

    /**
     * Returns the first value as text.
     *
     * @throws BadFileException where there is none
     */
    public String requireText(int tag) {
        return text(tag).orElseThrow(() -> bad(tag, "missing or without a value"));
    }

    /**
     * Returns the first value as a whole number.
     *
     * @throws BadFileException where there is none
     */
    public int requireInteger(int tag) {
        return integer(tag).orElseThrow(() -> bad(tag, "missing or without a value"));
    }

    /** Returns who defined a private tag: the text of its private creator (PS3.5, 7.8.1). */
    public Optional<String> privateCreator(int tag) {
        return Tag.isPrivate(tag) && (tag & 0xff00) != 0 ? text(tag & 0xffff0000 | tag >> 8 & 0xff) : Optional.empty();
    }

    /**
     * Returns a private element.
     *
     * @param element lower 8 bits of the tag, within the block that the creator has reserved
     */
    public Optional<Element> privateElement(int group, String creator, int element) {
        for (int block = 0x10; block <= 0xff; block++) {
            if (text(group << 16 | block).filter(creator::equals).isPresent()) {
                return element(group << 16 | block << 8 | element);
            }
        }
        return Optional.empty();
    }

    /**
     * Returns the first item of a functional group of a multi-frame picture: that of the frame, else the shared one
     * (PS3.3, C.7.6.16).
     *
     * @param group sequence that the group is
     * @param frame 0 for the first
     */
    public Optional<DataSet> functionalGroup(int group, int frame) {
        List<DataSet> perFrame = items(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE);
        Optional<DataSet> own = frame < perFrame.size() ? perFrame.get(frame).item(group) : Optional.empty();
        return own.or(() -> item(Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE).flatMap(shared -> shared.item(group)));
    }

    /** Makes the error that an element breaks a rule; it names the file and the element. */
    BadFileException bad(int tag, String rule) {
        return new BadFileException(origin, Tag.named(tag) + ": " + rule, REMEDY);
    }

    @Override
    public String toString() {
        return elements.values().toString();
    }
}
