/** From a recorded graph to what runs: folded and fused for inference, planned with gradient checkpointing for training. */
package org.delineate.nn.compile;
