/** From a case of a data set to a batch: preprocessing, augmentation, loading. */
package org.delineate.sample;
