/**
 * Makes what an archive (PACS) takes back from a reading: segmentations, structured reports, secondary captures and
 * encapsulated PDF, each one data set that {@link org.delineate.dicom.DicomWriter} writes; and reads segmentations.
 *
 * <p>Patient, study and calibration come from the {@link org.delineate.dicom.result.SourceImage}; identifiers and time
 * from a {@link org.delineate.dicom.result.NewInstance}, so that equal inputs give equal files. What an object cannot
 * say is an error that names the source.
 */
package org.delineate.dicom.result;
