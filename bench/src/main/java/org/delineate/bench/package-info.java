/** Benchmarks against peers: ratios of medians from one process, variants interleaved. */
package org.delineate.bench;
