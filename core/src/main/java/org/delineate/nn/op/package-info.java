/** Every operation of a network: the shape it makes, what it costs, how libtorch computes it and how ONNX says it. */
package org.delineate.nn.op;
