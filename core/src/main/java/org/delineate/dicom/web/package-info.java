/**
 * Fetches studies from a DICOMweb server and sends objects to it (PS3.18): QIDO-RS, WADO-RS, STOW-RS. What a server
 * sends is not trusted, and nothing of a patient stands in an error.
 */
package org.delineate.dicom.web;
