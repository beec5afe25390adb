package org.delineate.measure;

/** Says what a length is counted in. */
public enum Unit {
    /** Pixels of the picture, of which nobody knows the size. */
    PX("px", "px"),
    /** Millimetres in the patient. */
    MM("mm", "mm²");

    private final String length;
    private final String area;

    Unit(String length, String area) {
        this.length = length;
        this.area = area;
    }

    /** Returns its sign beside a length. */
    public String ofLengths() {
        return length;
    }

    /** Returns its sign beside an area: pixels are counted, square millimetres are measured. */
    public String ofAreas() {
        return area;
    }
}
