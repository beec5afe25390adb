/** Turns cases of a data set into batches: preprocesses, augments and loads them. */
package org.delineate.sample;
