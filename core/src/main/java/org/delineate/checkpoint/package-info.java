/** Reads files of weights as data: safetensors, which it also writes, and the checkpoints of PyTorch. */
package org.delineate.checkpoint;
