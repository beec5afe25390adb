package org.delineate.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** Holds one data element, immutable: its bytes in little-endian order, or its items. */
public final class Element {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,5})?");

    private final int tag;
    private final Vr vr;
    private final byte[] bytes;
    private final List<DataSet> items;
    private final CharacterSets characters;

    private Element(int tag, Vr vr, byte[] bytes, List<DataSet> items, CharacterSets characters) {
        this.tag = tag;
        this.vr = vr;
        this.bytes = bytes;
        this.items = items;
        this.characters = characters;
    }

    static Element of(int tag, Vr vr, byte[] littleEndian, CharacterSets characters) {
        return new Element(tag, vr, littleEndian, List.of(), characters);
    }

    /** Makes an element of a value as it is stored, numbers in little-endian order, texts in UTF-8. */
    public static Element of(int tag, Vr vr, byte[] littleEndian) {
        return of(tag, vr, littleEndian, CharacterSets.UTF_8);
    }

    /** Makes a sequence. */
    public static Element sequence(int tag, List<DataSet> items) {
        return new Element(tag, Vr.SQ, new byte[0], List.copyOf(items), CharacterSets.UTF_8);
    }

    public int tag() {
        return tag;
    }

    public Vr vr() {
        return vr;
    }

    /** Returns a copy of the value, numbers in little-endian order; empty for a sequence. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Returns the number of bytes of the value. */
    public int length() {
        return bytes.length;
    }

    /** Returns the items of a sequence, else none. */
    public List<DataSet> items() {
        return items;
    }

    /** Returns whether there is no value, which the standard allows for type 2. */
    public boolean isEmpty() {
        return vr == Vr.SQ ? items.isEmpty() : texts().stream().allMatch(String::isEmpty) && numbersOrBytes() == 0;
    }

    private int numbersOrBytes() {
        return vr.isText() ? 0 : bytes.length;
    }

    /** Returns the values as text: numbers in decimal, tags as "(0010,0020)"; none for bytes and sequences. */
    public List<String> texts() {
        List<String> texts = new ArrayList<>();
        switch (vr.kind()) {
            case TEXT, LOCAL_TEXT, DECIMAL -> {
                String text = characters.decode(bytes, vr);
                for (String value : vr.isMultiple() ? text.split("\\\\", -1) : new String[] {text}) {
                    texts.add(trimmed(value));
                }
                if (texts.size() == 1 && texts.get(0).isEmpty()) {
                    texts.clear();
                }
            }
            case UNSIGNED, SIGNED -> {
                for (int i = 0; i < count(); i++) {
                    texts.add(vr == Vr.UV ? Long.toUnsignedString(integer(i)) : Long.toString(integer(i)));
                }
            }
            case FLOAT -> {
                for (int i = 0; i < count(); i++) {
                    texts.add(vr == Vr.FL ? Float.toString((float) real(i)) : Double.toString(real(i)));
                }
            }
            case TAG -> {
                for (int i = 0; i < count(); i++) {
                    texts.add(Tag.text((int) integer(i)));
                }
            }
            default -> {
                // bytes and sequences have no text
            }
        }
        return texts;
    }

    /** Padding is a space or, in identifiers and by mistake elsewhere, NUL; leading spaces count in free text. */
    private String trimmed(String value) {
        int end = value.length();
        while (end > 0 && value.charAt(end - 1) <= ' ') {
            end--;
        }
        return vr.isMultiple() ? value.substring(0, end).strip() : value.substring(0, end);
    }

    private int count() {
        return bytes.length / vr.width();
    }

    private ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private long integer(int i) {
        ByteBuffer in = buffer();
        return switch (vr) {
            case US -> in.getShort(2 * i) & 0xffff;
            case SS -> in.getShort(2 * i);
            case UL -> in.getInt(4 * i) & 0xffffffffL;
            case SL -> in.getInt(4 * i);
            case AT -> ((in.getShort(4 * i) & 0xffffL) << 16 | in.getShort(4 * i + 2) & 0xffff);
            default -> in.getLong(8 * i);
        };
    }

    private double real(int i) {
        return vr == Vr.FL ? buffer().getFloat(4 * i) : buffer().getDouble(8 * i);
    }

    /**
     * Returns the values as numbers; none for bytes and sequences.
     *
     * @throws NumberFormatException where a text is no number
     */
    double[] numbers() {
        return switch (vr.kind()) {
            case UNSIGNED, SIGNED, FLOAT, TAG -> {
                double[] numbers = new double[count()];
                for (int i = 0; i < numbers.length; i++) {
                    numbers[i] = vr.kind() == Vr.Kind.FLOAT ? real(i) : integer(i);
                }
                yield numbers;
            }
            default ->
                texts().stream()
                        .filter(t -> !t.isEmpty())
                        .mapToDouble(Element::number)
                        .toArray();
        };
    }

    private static double number(String text) {
        if (!NUMBER.matcher(text).matches()) {
            throw new NumberFormatException(text);
        }
        return Double.parseDouble(text);
    }

    /** Returns the element with its text in UTF-8, as it is written. */
    Element inUtf8() {
        if (vr.kind() != Vr.Kind.LOCAL_TEXT || characters == CharacterSets.UTF_8) {
            return this;
        }
        byte[] utf8 = characters.decode(bytes, vr).getBytes(StandardCharsets.UTF_8);
        return new Element(tag, vr, utf8, items, CharacterSets.UTF_8);
    }

    /** Returns whether bytes or items are equal; those of items are compared as they are shown. */
    boolean hasEqualValue(Element other) {
        return Arrays.equals(bytes, other.bytes) && items.toString().equals(other.items.toString());
    }

    /** Returns the tag, its keyword and its values, bytes by their number alone: for tests and debugging. */
    @Override
    public String toString() {
        String value = switch (vr.kind()) {
            case SEQUENCE -> items.toString();
            case BYTES -> bytes.length + " bytes";
            default -> texts().toString();
        };
        return Tag.named(tag) + " " + vr + " " + value;
    }
}
