/** Files of weights, read as data: safetensors, and the checkpoints of PyTorch. */
package org.delineate.checkpoint;
