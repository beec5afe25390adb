/**
 * Tensors as a network's author uses them, run at once or recorded as a graph; with its rooms, the only package that
 * uses libtorch.
 */
package org.delineate.nn;
