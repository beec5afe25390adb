"""Every rule of ONNX's own checker, shapes included. usage: onnx_check.py FILE"""
import sys

import onnx

model = onnx.load(sys.argv[1])
onnx.checker.check_model(model, full_check=True)
inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True)


def shape(value):
    return [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim]


facts = {p.key: p.value for p in model.metadata_props}
print("checked:", model.graph.name, "opset", model.opset_import[0].version, len(model.graph.node), "nodes",
      shape(inferred.graph.input[0]), "to", shape(inferred.graph.output[0]), len(facts), "facts")
