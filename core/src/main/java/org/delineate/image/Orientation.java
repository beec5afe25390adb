package org.delineate.image;

/**
 * How stored pixels are turned to what viewers show: the eight values of tag 274, in their order (TIFF 6.0, section 8;
 * Exif 2.32, 4.6.4).
 */
public enum Orientation {
    NORMAL("as stored"),
    MIRRORED("mirrored"),
    TURNED_180("turned by 180 degrees"),
    FLIPPED("upside down, mirrored"),
    TRANSPOSED("mirrored and turned by 270 degrees"),
    TURNED_90("turned by 90 degrees"),
    TRANSVERSED("mirrored and turned by 90 degrees"),
    TURNED_270("turned by 270 degrees");

    private final String text;

    Orientation(String text) {
        this.text = text;
    }

    /** Returns the orientation of a value of the tag; viewers ignore values beyond 1..8. */
    static Orientation of(long value) {
        return value < 1 || value > 8 ? NORMAL : values()[(int) value - 1];
    }

    /** Returns the value of the tag, 1..8. */
    public int value() {
        return ordinal() + 1;
    }

    /** Returns whether rows become columns, so that height and width change places. */
    public boolean isSideways() {
        return ordinal() >= TRANSPOSED.ordinal();
    }

    /** Describes it, like "6, turned by 90 degrees". */
    @Override
    public String toString() {
        return value() + ", " + text;
    }

    /**
     * Copies stored pixels to the places where they are shown.
     *
     * @param from array [height, width, channels] of any primitive type
     * @param to array of the same type and length
     */
    void turn(Object from, int height, int width, int channels, Object to) {
        boolean fromBottom = this == TURNED_180 || this == FLIPPED || this == TURNED_90 || this == TRANSVERSED;
        boolean fromRight = this == MIRRORED || this == TURNED_180 || this == TRANSVERSED || this == TURNED_270;
        int down = fromBottom ? -width : width;
        int right = fromRight ? -1 : 1;
        int rowStep = isSideways() ? right : down;
        int columnStep = isSideways() ? down : right;
        int rows = isSideways() ? width : height;
        int columns = isSideways() ? height : width;
        int row = (fromBottom ? (height - 1) * width : 0) + (fromRight ? width - 1 : 0);
        for (int y = 0, at = 0; y < rows; y++, row += rowStep) {
            for (int x = 0, pixel = row; x < columns; x++, pixel += columnStep, at += channels) {
                System.arraycopy(from, pixel * channels, to, at, channels);
            }
        }
    }
}
