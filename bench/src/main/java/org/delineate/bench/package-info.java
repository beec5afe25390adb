/** Benchmarks against peers: a process for each, round after round. */
package org.delineate.bench;
