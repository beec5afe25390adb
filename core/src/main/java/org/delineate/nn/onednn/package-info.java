/** Runs a graph on oneDNN's own kernels: layouts that the kernels choose, memory that is planned once, no dispatch. */
package org.delineate.nn.onednn;
