/**
 * Turns a recorded graph into what runs: folded and fused for inference; planned with gradient checkpointing for
 * training.
 */
package org.delineate.nn.compile;
