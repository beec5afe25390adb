/** Measures which engine is chosen for a model, and what the choice costs. */
package org.delineate.bench.engines;
