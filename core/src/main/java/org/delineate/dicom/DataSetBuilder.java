package org.delineate.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Builds a data set element by element, in any order; the dictionary gives the value representation. A second value for
 * a tag replaces the first.
 */
public final class DataSetBuilder {
    private final TreeMap<Integer, Element> elements;
    private final Path origin;

    DataSetBuilder(TreeMap<Integer, Element> elements, Path origin) {
        this.elements = elements;
        this.origin = origin;
    }

    /** Adds texts, or numbers as text (VR DS and IS). */
    public DataSetBuilder text(int tag, String... values) {
        return text(tag, known(tag), values);
    }

    /** Adds texts to a private tag, or to one whose representation the dictionary leaves open. */
    public DataSetBuilder text(int tag, Vr vr, String... values) {
        require(tag, vr.isText(), vr, "text");
        String joined = String.join("\\", values);
        return put(Element.of(tag, vr, joined.getBytes(StandardCharsets.UTF_8), CharacterSets.UTF_8));
    }

    /** Adds whole numbers, or tags as values (VR AT). */
    public DataSetBuilder integer(int tag, int... values) {
        return integer(tag, known(tag), values);
    }

    /** Adds whole numbers to a tag whose representation the dictionary leaves open, as "US or SS". */
    public DataSetBuilder integer(int tag, Vr vr, int... values) {
        if (vr.isText()) {
            String[] texts = new String[values.length];
            for (int i = 0; i < values.length; i++) {
                texts[i] = Integer.toString(values[i]);
            }
            return text(tag, vr, texts);
        }
        if (vr.kind() == Vr.Kind.FLOAT) {
            return number(tag, vr, Arrays.stream(values).asDoubleStream().toArray());
        }
        boolean whole = vr.kind() == Vr.Kind.UNSIGNED || vr.kind() == Vr.Kind.SIGNED || vr == Vr.AT || vr == Vr.OW;
        require(tag, whole, vr, "a whole number");
        ByteBuffer out = ByteBuffer.allocate(values.length * vr.width()).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            require(tag, fits(value, vr), vr, Integer.toString(value));
            switch (vr) {
                case AT -> out.putShort((short) (value >>> 16)).putShort((short) value);
                case US, SS, OW -> out.putShort((short) value);
                case UL, SL -> out.putInt(value);
                default -> out.putLong(value);
            }
        }
        return put(Element.of(tag, vr, out.array(), CharacterSets.UTF_8));
    }

    private static boolean fits(int value, Vr vr) {
        return switch (vr) {
            case US, OW -> value >= 0 && value <= 0xffff;
            case SS -> value == (short) value;
            case UL, UV -> value >= 0;
            default -> true;
        };
    }

    /** Adds numbers; as decimal text they keep 16 characters (VR DS). */
    public DataSetBuilder number(int tag, double... values) {
        return number(tag, known(tag), values);
    }

    private DataSetBuilder number(int tag, Vr vr, double... values) {
        for (double value : values) {
            require(tag, Double.isFinite(value), vr, Double.toString(value));
        }
        if (vr == Vr.DS) {
            String[] texts = new String[values.length];
            for (int i = 0; i < values.length; i++) {
                texts[i] = DecimalString.of(values[i]);
            }
            return text(tag, vr, texts);
        }
        require(tag, vr.kind() == Vr.Kind.FLOAT, vr, "a number");
        ByteBuffer out = ByteBuffer.allocate(values.length * vr.width()).order(ByteOrder.LITTLE_ENDIAN);
        for (double value : values) {
            if (vr == Vr.FL) {
                out.putFloat((float) value);
            } else {
                out.putDouble(value);
            }
        }
        return put(Element.of(tag, vr, out.array(), CharacterSets.UTF_8));
    }

    /** Adds bytes, numbers in little-endian order; the caller keeps no reference to them. */
    public DataSetBuilder bytes(int tag, Vr vr, byte[] littleEndian) {
        require(tag, vr.kind() == Vr.Kind.BYTES, vr, "bytes");
        return put(Element.of(tag, vr, littleEndian, CharacterSets.UTF_8));
    }

    /** Adds a sequence. */
    public DataSetBuilder sequence(int tag, List<DataSet> items) {
        require(tag, known(tag) == Vr.SQ, known(tag), "a sequence");
        return put(Element.sequence(tag, items));
    }

    /** Adds a sequence. */
    public DataSetBuilder sequence(int tag, DataSet... items) {
        return sequence(tag, List.of(items));
    }

    /** Adds an element without a value, which must be there but may be unknown (type 2). */
    public DataSetBuilder empty(int tag) {
        return known(tag) == Vr.SQ
                ? put(Element.sequence(tag, List.of()))
                : put(Element.of(tag, known(tag), new byte[0], CharacterSets.UTF_8));
    }

    /** Adds those of the elements that the other data set has, in their own character set. */
    public DataSetBuilder copy(DataSet from, int... tags) {
        for (int tag : tags) {
            from.element(tag).ifPresent(this::put);
        }
        return this;
    }

    /** Adds the elements as {@link #copy} does, and without a value those that the other data set lacks (type 2). */
    public DataSetBuilder copyOrEmpty(DataSet from, int... tags) {
        for (int tag : tags) {
            from.element(tag).ifPresentOrElse(this::put, () -> empty(tag));
        }
        return this;
    }

    /** Adds an element as it is. */
    public DataSetBuilder put(Element element) {
        elements.put(element.tag(), element);
        return this;
    }

    /** Removes the elements whose tags match. */
    public DataSetBuilder removeIf(IntPredicate tags) {
        elements.keySet().removeIf(tags::test);
        return this;
    }

    /** Returns the data set; the builder can be used on. */
    public DataSet build() {
        TreeMap<Integer, Element> copy = DataSet.map();
        copy.putAll(elements);
        return DataSet.of(copy, origin);
    }

    private static Vr known(int tag) {
        if (!DataDictionary.isKnown(tag) && !Tag.isPrivateCreator(tag)) {
            throw new IllegalArgumentException(Tag.text(tag) + " is not in the dictionary; give its VR");
        }
        return DataDictionary.vr(tag);
    }

    private static void require(int tag, boolean fits, Vr vr, String value) {
        if (!fits) {
            throw new IllegalArgumentException(Tag.named(tag) + " of VR " + vr + " cannot hold " + value);
        }
    }
}
