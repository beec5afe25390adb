package org.delineate.measure;

/** Is a measured length. */
public record Length(double value, Unit unit) {}
