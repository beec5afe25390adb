/** Measuring and choosing: quantization, comparison of precisions, times of networks. */
package org.delineate.lab;
