/** From a folder to batches: layouts, audit, split, preprocessing, augmentation, loading. */
package org.delineate.data;
