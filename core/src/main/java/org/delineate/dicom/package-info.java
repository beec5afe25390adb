/** Reads and writes DICOM files (PS3.5, PS3.10): data sets, pixel data, and what a viewer shows; knows no picture. */
package org.delineate.dicom;
