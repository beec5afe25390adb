package org.delineate.dicom.result;

/**
 * Is what a reader says about a lesion in words of a lexicon such as BI-RADS; a program gives none of its own.
 *
 * @param concept what is described: {@link Codes#SHAPE}
 * @param value how it is: "oval"
 */
public record Description(Code concept, Code value) {}
