/** Every operation of a network: its result's shape, its cost, how libtorch computes it and how ONNX expresses it. */
package org.delineate.nn.op;
