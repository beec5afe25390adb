/**
 * Measures lesions: the one place for areas, diameters and shapes, in pixels and, where a picture states how large its
 * pixels are, in millimetres.
 *
 * <p>A pixel is the square (or, with a spacing, the rectangle) between its corners. Positions of callipers are those
 * corners' coordinates, as in DICOM's spatial coordinates (PS3.3 C.18.6): 0, 0 is the upper left corner of the first
 * pixel and 1, 1 its lower right one. Millimetres come from a spacing alone and are never guessed.
 */
package org.delineate.measure;
