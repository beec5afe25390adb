/** Delineates lesions in medical images; the packages stand in the order of the data: image to report. */
package org.delineate;
