/** A data set on disk: its layout, its pairs of pictures and masks, its splits. */
package org.delineate.dataset;
