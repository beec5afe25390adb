package org.delineate.zoo;

import static org.delineate.zoo.RCAIUnet.Part.CSA;
import static org.delineate.zoo.RCAIUnet.Part.HYBRID_POOL;
import static org.delineate.zoo.RCAIUnet.Part.RIC;
import static org.delineate.zoo.SCUNeXt.Part.CBAM;
import static org.delineate.zoo.SCUNeXt.Part.FUSE;
import static org.delineate.zoo.SCUNeXt.Part.SKIP;
import static org.delineate.zoo.SCUNeXt.Part.TOKEN_Z3;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.delineate.nn.Module;

/** The registry: one line per network variant. */
public enum Zoo {
    UNET(Paper.U_NET, "unet", (in, k) -> new UNet(new UNet.Config(in, k))),
    UNEXT(Paper.UNEXT, "unext", (in, k) -> UNeXt.of(in, k, UNeXt.Config.BASE)),
    UNEXT_S(Paper.UNEXT, "unext_s", (in, k) -> UNeXt.of(in, k, UNeXt.Config.SMALL)),
    SC_UNEXT(Paper.SC_UNEXT, "scunext", (in, k) -> SCUNeXt.of(in, k, SKIP, CBAM, FUSE)),
    SC_UNEXT_BASE(Paper.SC_UNEXT, "scunext_unext_s", (in, k) -> SCUNeXt.of(in, k)),
    SC_UNEXT_SKIP(Paper.SC_UNEXT, "scunext_skip", (in, k) -> SCUNeXt.of(in, k, SKIP, CBAM)),
    SC_UNEXT_FUSE(Paper.SC_UNEXT, "scunext_fuse", (in, k) -> SCUNeXt.of(in, k, FUSE)),
    SC_UNEXT_NO_CBAM(Paper.SC_UNEXT, "scunext_full_without_cbam", (in, k) -> SCUNeXt.of(in, k, SKIP, FUSE)),
    SC_UNEXT_TOKEN_Z3(
            Paper.SC_UNEXT, "scunext_full_token_z3", (in, k) -> SCUNeXt.of(in, k, SKIP, CBAM, FUSE, TOKEN_Z3)),
    RCA_IUNET(Paper.RCA_IUNET, "rcaiunet", (in, k) -> RCAIUnet.of(in, k, RIC, HYBRID_POOL, CSA)),
    RCA_IUNET_RELEASED(
            Paper.RCA_IUNET, "rcaiunet_released", (in, k) -> RCAIUnet.released(in, k, RIC, HYBRID_POOL, CSA)),
    RCA_IUNET_UNET(Paper.RCA_IUNET, "rcaiunet_unet", (in, k) -> RCAIUnet.of(in, k)),
    RCA_IUNET_RIC(Paper.RCA_IUNET, "rcaiunet_ric", (in, k) -> RCAIUnet.of(in, k, RIC)),
    RCA_IUNET_CSA(Paper.RCA_IUNET, "rcaiunet_csa", (in, k) -> RCAIUnet.of(in, k, CSA)),
    RCA_IUNET_RIC_HP(Paper.RCA_IUNET, "rcaiunet_ric_hp", (in, k) -> RCAIUnet.of(in, k, RIC, HYBRID_POOL)),
    RCA_IUNET_CSA_HP(Paper.RCA_IUNET, "rcaiunet_csa_hp", (in, k) -> RCAIUnet.of(in, k, CSA, HYBRID_POOL)),
    RCA_IUNET_CSA_RIC(Paper.RCA_IUNET, "rcaiunet_csa_ric", (in, k) -> RCAIUnet.of(in, k, CSA, RIC));

    /** Where networks come from; arXiv "" where a paper is not there. */
    private enum Paper {
        U_NET("U-Net", "1505.04597"),
        UNEXT("UNeXt", "2203.04967"),
        SC_UNEXT("SC-UNeXt", ""),
        RCA_IUNET("RCA-IUnet", "2108.02508");

        private final String title;
        private final String arxiv;

        Paper(String title, String arxiv) {
            this.title = title;
            this.arxiv = arxiv;
        }
    }

    /** Input channels and classes to a network. */
    private interface Factory extends BiFunction<Integer, Integer, Network> {}

    private final Paper paper;
    private final String golden;
    private final Factory factory;

    Zoo(Paper paper, String golden, Factory factory) {
        this.paper = paper;
        this.golden = golden;
        this.factory = factory;
    }

    /** @throws IllegalArgumentException naming the valid ids */
    public static Zoo of(String id) {
        return Arrays.stream(values())
                .filter(z -> z.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("unknown network \"" + id + "\"; known: "
                        + Arrays.stream(values()).map(Zoo::id).collect(Collectors.joining(", "))));
    }

    /** @throws IllegalArgumentException naming the known cases */
    public static Zoo ofGolden(String model) {
        return Arrays.stream(values())
                .filter(z -> z.golden.equals(model))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no network has the golden case \"" + model
                        + "\"; known: "
                        + Arrays.stream(values()).map(z -> z.golden).collect(Collectors.joining(", "))));
    }

    /** The constant's name in lower case with hyphens; it stands in configurations and model files. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public String paper() {
        return paper.title;
    }

    /** "" where the paper is not on arXiv. */
    public String arxiv() {
        return paper.arxiv;
    }

    /** The name of the golden case. */
    public String golden() {
        return golden;
    }

    /** @param classes 1 for a binary mask */
    public Network create(int inputChannels, int classes) {
        return factory.apply(inputChannels, classes);
    }

    /** As {@link #create}, without memory for its tensors: shapes, parameters and operations can be asked, nothing computed. */
    public Network outline(int inputChannels, int classes) {
        return Module.outline(() -> create(inputChannels, classes));
    }
}
