package org.delineate.zoo;

import java.util.Arrays;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.delineate.nn.Module;

/** The registry: one line per network variant. */
public enum Zoo {
    UNET("unet", "U-Net", "1505.04597", "unet", (in, k) -> new UNet(new UNet.Config(in, k))),
    UNEXT("unext", "UNeXt", "2203.04967", "unext", (in, k) -> new UNeXt(new UNeXt.Config(in, k, UNeXt.Config.BASE))),
    UNEXT_S(
            "unext-s",
            "UNeXt",
            "2203.04967",
            "unext_s",
            (in, k) -> new UNeXt(new UNeXt.Config(in, k, UNeXt.Config.SMALL))),
    SC_UNEXT("sc-unext", "SC-UNeXt", "", "scunext", (in, k) -> new SCUNeXt(new SCUNeXt.Config(in, k))),
    SC_UNEXT_BASE(
            "sc-unext-base",
            "SC-UNeXt",
            "",
            "scunext_unext_s",
            (in, k) -> new SCUNeXt(new SCUNeXt.Config(in, k, false, false, false, false))),
    SC_UNEXT_SKIP(
            "sc-unext-skip",
            "SC-UNeXt",
            "",
            "scunext_skip",
            (in, k) -> new SCUNeXt(new SCUNeXt.Config(in, k, true, true, false, false))),
    SC_UNEXT_FUSE(
            "sc-unext-fuse",
            "SC-UNeXt",
            "",
            "scunext_fuse",
            (in, k) -> new SCUNeXt(new SCUNeXt.Config(in, k, false, false, true, false))),
    SC_UNEXT_NO_CBAM(
            "sc-unext-no-cbam",
            "SC-UNeXt",
            "",
            "scunext_full_without_cbam",
            (in, k) -> new SCUNeXt(new SCUNeXt.Config(in, k, true, false, true, false))),
    SC_UNEXT_TOKEN_Z3(
            "sc-unext-token-z3",
            "SC-UNeXt",
            "",
            "scunext_full_token_z3",
            (in, k) -> new SCUNeXt(new SCUNeXt.Config(in, k, true, true, true, true))),
    RCA_IUNET(
            "rca-iunet",
            "RCA-IUnet",
            "2108.02508",
            "rcaiunet",
            (in, k) -> new RCAIUnet(new RCAIUnet.Config(in, k, true, true, true))),
    RCA_IUNET_RELEASED(
            "rca-iunet-released",
            "RCA-IUnet",
            "2108.02508",
            "rcaiunet_released",
            (in, k) -> new RCAIUnet(RCAIUnet.Config.released(in, k))),
    RCA_IUNET_UNET(
            "rca-iunet-unet",
            "RCA-IUnet",
            "2108.02508",
            "rcaiunet_unet",
            (in, k) -> new RCAIUnet(new RCAIUnet.Config(in, k, false, false, false))),
    RCA_IUNET_RIC(
            "rca-iunet-ric",
            "RCA-IUnet",
            "2108.02508",
            "rcaiunet_ric",
            (in, k) -> new RCAIUnet(new RCAIUnet.Config(in, k, true, false, false))),
    RCA_IUNET_CSA(
            "rca-iunet-csa",
            "RCA-IUnet",
            "2108.02508",
            "rcaiunet_csa",
            (in, k) -> new RCAIUnet(new RCAIUnet.Config(in, k, false, false, true))),
    RCA_IUNET_RIC_HP(
            "rca-iunet-ric-hp",
            "RCA-IUnet",
            "2108.02508",
            "rcaiunet_ric_hp",
            (in, k) -> new RCAIUnet(new RCAIUnet.Config(in, k, true, true, false))),
    RCA_IUNET_CSA_HP(
            "rca-iunet-csa-hp",
            "RCA-IUnet",
            "2108.02508",
            "rcaiunet_csa_hp",
            (in, k) -> new RCAIUnet(new RCAIUnet.Config(in, k, false, true, true))),
    RCA_IUNET_CSA_RIC(
            "rca-iunet-csa-ric",
            "RCA-IUnet",
            "2108.02508",
            "rcaiunet_csa_ric",
            (in, k) -> new RCAIUnet(new RCAIUnet.Config(in, k, true, false, true)));

    private final String id;
    private final String paper;
    private final String arxiv;
    private final String golden;
    private final BiFunction<Integer, Integer, Network> factory;

    Zoo(String id, String paper, String arxiv, String golden, BiFunction<Integer, Integer, Network> factory) {
        this.id = id;
        this.paper = paper;
        this.arxiv = arxiv;
        this.golden = golden;
        this.factory = factory;
    }

    /** @throws IllegalArgumentException naming the valid ids */
    public static Zoo of(String id) {
        return Arrays.stream(values())
                .filter(z -> z.id.equals(id))
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

    public String id() {
        return id;
    }

    public String paper() {
        return paper;
    }

    /** "" where the paper is not on arXiv. */
    public String arxiv() {
        return arxiv;
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
