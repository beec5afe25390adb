/** Makes what a reader makes of a picture: the report to print, the DICOM results, the corrected cases to learn from. */
package org.delineate.serve.reading;
