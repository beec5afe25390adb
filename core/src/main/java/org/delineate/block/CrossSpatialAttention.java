package org.delineate.block;

import org.delineate.nn.Tensor;
import org.delineate.nn.layer.BatchNorm2d;
import org.delineate.nn.layer.Conv2d;
import org.delineate.nn.layer.ConvTranspose2d;
import org.delineate.nn.layer.Module;

/**
 * Cross-spatial attention: the level's input, weighted by three neighbouring maps (RCA-IUnet, section 3.3, figure 5).
 */
public final class CrossSpatialAttention extends Module {
    private final ConvNorm gx;
    private final ConvNorm gy;
    private final ConvNorm gz;
    private final Conv2d thetaX;
    private final Conv2d thetaY;
    private final Conv2d phi;
    private final ConvTranspose2d phiT;
    private final Conv2d psi;
    private final Conv2d out;
    private final BatchNorm2d outBn;

    /** Channels of the level's input, its encoder output, the deeper encoder output, and of the result. */
    public CrossSpatialAttention(int x, int y, int z, int channels) {
        gx = gate(x, channels);
        gy = gate(y, channels);
        gz = gate(z, channels);
        thetaX = new Conv2d(channels, channels, 2).stride(2).padding(0);
        thetaY = new Conv2d(channels, channels, 2).stride(2).padding(0);
        phi = new Conv2d(channels, channels, 1);
        phiT = new ConvTranspose2d(channels, channels, 3).stride(1).padding(1);
        psi = new Conv2d(channels, 1, 1);
        out = new Conv2d(channels, channels, 1);
        outBn = BatchNorm2d.withKerasDefaults(channels);
    }

    /** x and y [N, ., H, W], z [N, ., H/2, W/2] to [N, channels, H, W]. */
    public Tensor apply(Tensor x, Tensor y, Tensor z) {
        x = gx.apply(x).relu();
        Tensor s = thetaX.apply(x) // [N, C, H/2, W/2]
                .add(thetaY.apply(gy.apply(y).relu()))
                .add(phiT.apply(phi.apply(gz.apply(z).relu())))
                .relu();
        Tensor a = psi.apply(s).sigmoid().upsampleNearest(2); // [N, 1, H, W]
        return outBn.apply(out.apply(x.mul(a))).relu();
    }

    private static ConvNorm gate(int in, int out) {
        return new ConvNorm(new Conv2d(in, out, 1), BatchNorm2d.withKerasDefaults(out));
    }
}
