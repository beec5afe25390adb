/** Reads data sets on disk: detects their layout, pairs pictures with masks, splits them. */
package org.delineate.dataset;
