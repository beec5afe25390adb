/** Measures trainings that several processes share, and models more of them: {@code bench/nodes}. */
package org.delineate.bench.nodes;
