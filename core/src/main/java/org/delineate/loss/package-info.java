/** Computes the losses of the papers. */
package org.delineate.loss;
