/** Kernels of 8-bit integers: quantized convolutions, quantized maps, and the ranges that both need. */
package org.delineate.nn.int8;
