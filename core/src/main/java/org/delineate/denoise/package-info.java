/** Pictures with less noise, to be looked at and segmented: classical filters, and a small network that learned it. */
package org.delineate.denoise;
