/** ONNX: graphs written as files, and ONNX Runtime, which computes them. Knows nothing of networks. */
package org.delineate.onnx;
