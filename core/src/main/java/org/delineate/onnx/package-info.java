/** Writes graphs as ONNX files and runs them with ONNX Runtime; knows nothing of networks. */
package org.delineate.onnx;
