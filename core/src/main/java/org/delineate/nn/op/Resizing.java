package org.delineate.nn.op;

import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.delineate.onnx.Attribute;
import org.delineate.onnx.OnnxGraph;

/** Upsampling and downsampling of maps [N, C, H, W]. */
public final class Resizing {
    private Resizing() {}

    public record Nearest(int factor) implements Op {
        @Override
        public long[] shape(long[]... in) {
            return new long[] {in[0][0], in[0][1], in[0][2] * factor, in[0][3] * factor};
        }

        @Override
        public Tensor run(Tensor... in) {
            long[] size = {in[0].size(2) * factor, in[0].size(3) * factor};
            return torch.upsample_nearest2d(in[0], size, new DoubleOptional(factor), new DoubleOptional(factor));
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            return graph.node(
                    "Resize",
                    List.of(in[0], "", graph.tensor(new float[] {1, 1, factor, factor}, 4)),
                    Attribute.text("mode", "nearest"),
                    Attribute.text("coordinate_transformation_mode", "asymmetric"),
                    Attribute.text("nearest_mode", "floor"));
        }
    }

    /**
     * @param aligned whether corner pixels stay at the corners (align_corners); else pixels are areas (half-pixel
     * centres)
     */
    public record Bilinear(long height, long width, boolean aligned) implements Op {
        @Override
        public long[] shape(long[]... in) {
            return new long[] {in[0][0], in[0][1], height, width};
        }

        @Override
        public Tensor run(Tensor... in) {
            return torch.upsample_bilinear2d(
                    in[0], new long[] {height, width}, aligned, new DoubleOptional(), new DoubleOptional());
        }

        @Override
        public String onnx(OnnxGraph graph, long[][] shapes, String... in) {
            if (height == shapes[0][2] && width == shapes[0][3]) {
                return in[0];
            }
            float[] scales = {1, 1, scale(shapes[0][2], height), scale(shapes[0][3], width)};
            return graph.node(
                    "Resize",
                    List.of(in[0], "", graph.tensor(scales, 4)),
                    Attribute.text("mode", "linear"),
                    Attribute.text("coordinate_transformation_mode", aligned ? "align_corners" : "half_pixel"));
        }

        /** The least factor from the quotient on that gives the size, since ONNX multiplies and rounds down. */
        private static float scale(long from, long to) {
            float scale = (float) to / from;
            while ((long) (from * scale) < to) {
                scale = Math.nextUp(scale);
            }
            return scale;
        }
    }
}
