/** What of DICOM files the command line shows, fetches, sends and takes patients out of. */
package org.delineate.cli.dicom;
