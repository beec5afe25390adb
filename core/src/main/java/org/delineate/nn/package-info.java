/** Tensors, layers, optimisers, weights: the only package that imports the engine. */
package org.delineate.nn;
