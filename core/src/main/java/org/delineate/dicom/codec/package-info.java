/**
 * Decodes the compressed bytes of DICOM's pixel data (PS3.5, annex A.4) to samples; knows neither files nor
 * attributes.
 */
package org.delineate.dicom.codec;
