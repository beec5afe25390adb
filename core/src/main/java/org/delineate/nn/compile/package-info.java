/**
 * Turns a recorded graph into what runs: folded, fused and, where asked, quantized for inference; planned with gradient
 * checkpointing for training.
 */
package org.delineate.nn.compile;
