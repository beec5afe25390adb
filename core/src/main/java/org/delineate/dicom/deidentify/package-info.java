/** Removes from DICOM files what identifies a person, by the basic profile of PS3.15. */
package org.delineate.dicom.deidentify;
