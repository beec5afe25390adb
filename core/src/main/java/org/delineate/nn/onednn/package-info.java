/**
 * Runs a graph on oneDNN's own kernels, in floats and, where asked, in 8-bit integers: layouts that the kernels choose,
 * memory that is planned once, no dispatch.
 */
package org.delineate.nn.onednn;
