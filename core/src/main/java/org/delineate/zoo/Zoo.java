package org.delineate.zoo;

import static org.delineate.block.DenseNet121.Maps.WIDE;
import static org.delineate.zoo.ARUNet.Part.CHANNEL_ATTENTION;
import static org.delineate.zoo.ARUNet.Part.RESIDUAL;
import static org.delineate.zoo.ARUNet.Part.SELF_ATTENTION;
import static org.delineate.zoo.BSANet.Part.ARM;
import static org.delineate.zoo.BSANet.Part.FSAM;
import static org.delineate.zoo.BSANet.Part.ISAM;
import static org.delineate.zoo.BSANet.Part.RESNEXT;
import static org.delineate.zoo.RCAIUnet.Form.PAPER;
import static org.delineate.zoo.RCAIUnet.Form.RELEASED;
import static org.delineate.zoo.RCAIUnet.Part.CSA;
import static org.delineate.zoo.RCAIUnet.Part.HYBRID_POOL;
import static org.delineate.zoo.RCAIUnet.Part.RIC;
import static org.delineate.zoo.SCUNeXt.Part.CBAM;
import static org.delineate.zoo.SCUNeXt.Part.FUSE;
import static org.delineate.zoo.SCUNeXt.Part.SKIP;
import static org.delineate.zoo.SCUNeXt.Part.TOKEN_Z3;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.delineate.block.DenseNet121;
import org.delineate.block.MobileNetV2;
import org.delineate.block.ResNet;
import org.delineate.block.SpatialChannelRegulation.Join;
import org.delineate.block.Vgg16;
import org.delineate.file.UnknownName;
import org.delineate.nn.layer.Module;

/** The registry: one line per network variant. */
public enum Zoo {
    // the U-Net family
    UNET(Paper.U_NET, "unet", UNet::new),
    UNET_MILESIAL(Paper.U_NET, "milesial_unet", MilesialUNet::new),
    ATTENTION_UNET(Paper.ATTENTION_U_NET, "attunet", UNet::withAttention),
    UNET_PP(Paper.U_NET_PP, "nested_unet", s -> new NestedUNet(s, NestedUNet.Form.NESTED)),
    UNET_PP_DS(Paper.U_NET_PP, "nested_unet_ds", s -> new NestedUNet(s, NestedUNet.Form.SUPERVISED)),
    UNET_HALF(Paper.U_NET, "nested_unet_plain", s -> new NestedUNet(s, NestedUNet.Form.PLAIN)),
    UNET3_P(Paper.U_NET_3P, "unet3plus", UNet3Plus::new),
    RES_UNET(Paper.RES_U_NET, "resunet", ResUNet::new),
    RES_UNET_PP(Paper.RES_U_NET_PP, "resunetpp", s -> new ResUNetPlusPlus(s, ResUNetPlusPlus.Form.PUBLISHED)),
    RES_UNET_PP_PORT(Paper.RES_U_NET_PP, "resunetpp_port", s -> new ResUNetPlusPlus(s, ResUNetPlusPlus.Form.PORT)),
    SEGNET(Paper.SEG_NET, "segnet", s -> new SegNet(s, SegNet.Form.RECTIFIED)),
    SEGNET_SAY4N(Paper.SEG_NET, "segnet_say4n", s -> new SegNet(s, SegNet.Form.FREE)),
    UNET_PP_RESNET34(Paper.U_NET_PP, "unetpp_resnet34", ResNet34UNetPlusPlus::new),
    // U-Nets on encoders that ImageNet weights exist for
    UNET_VGG16(Paper.U_NET, "smp_unet_vgg16", s -> new EncoderUNet(s, c -> new Vgg16(c, false))),
    UNET_VGG16_BN(Paper.U_NET, "smp_unet_vgg16_bn", s -> new EncoderUNet(s, c -> new Vgg16(c, true))),
    UNET_RESNET50(Paper.U_NET, "smp_unet_resnet50", s -> new EncoderUNet(s, ResNet::of50)),
    UNET_DENSENET121(Paper.U_NET, "smp_unet_densenet121", s -> new EncoderUNet(s, c -> new DenseNet121(c, WIDE, true))),
    UNET_MOBILENET_V2(
            Paper.MOBILENET_V2, "smp_unet_mobilenet_v2", s -> new EncoderUNet(s, c -> new MobileNetV2(c, true))),
    UNET_MOBILENET_V2_SLIM(Paper.MOBILENET_V2, "unet_mobilenet_v2_slim", EncoderUNet::slim),
    UNET_MOBILENET_V2_SLIM_DS(Paper.MOBILENET_V2, "unet_mobilenet_v2_slim_ds", EncoderUNet::slimSupervised),
    UNET_PP_RESNET50(Paper.U_NET_PP, "smp_unetpp_resnet50", s -> new EncoderUNetPlusPlus(s, ResNet::of50)),
    DENSE_UNET(Paper.DENSE_NET, "denseunet121", s -> new DenseUNet(s, false)),
    DENSE_UNET_DOWN(Paper.DENSE_NET, "denseunet121_down", s -> new DenseUNet(s, true)),
    DLA_34(Paper.DLA, "dla34up dla34up_c2", s -> new Dla(s, Dla.Size.DLA_34)),
    DLA_60(Paper.DLA, "dla60up", s -> new Dla(s, Dla.Size.DLA_60)),
    // transposed convolutions after Keras, in RCA-IUnet's tables
    NESTNET_VGG16(Paper.U_NET_PP, "nestnet_vgg16", s -> new XNet(s, XNet.Backbone.VGG16, XNet.Skips.LAST)),
    XNET_VGG16(Paper.U_NET_PP, "xnet_vgg16", s -> new XNet(s, XNet.Backbone.VGG16, XNet.Skips.ALL)),
    XNET_RESNET50(Paper.U_NET_PP, "xnet_resnet50", s -> new XNet(s, XNet.Backbone.RESNET50, XNet.Skips.ALL)),
    UNET_RESNET50_TRANSPOSE(Paper.U_NET, "unet_resnet50_transpose", TransposeUNet::new),
    // convolutions and perceptrons
    UNEXT(Paper.UNEXT, "unext", s -> new UNeXt(s, UNeXt.Width.BASE)),
    UNEXT_S(Paper.UNEXT, "unext_s", s -> new UNeXt(s, UNeXt.Width.SMALL)),
    CMU_NET(Paper.CMU_NET, "cmunet", CMUNet::new),
    CMUNEXT(Paper.CMUNEXT, "cmunext", s -> new CMUNeXt(s, CMUNeXt.Size.BASE)),
    CMUNEXT_S(Paper.CMUNEXT, "cmunext_s", s -> new CMUNeXt(s, CMUNeXt.Size.S)),
    CMUNEXT_L(Paper.CMUNEXT, "cmunext_l", s -> new CMUNeXt(s, CMUNeXt.Size.L)),
    MALUNET(Paper.MALUNET, "malunet", MALUNet::new),
    // polyps
    PRANET(Paper.PRANET, "pranet", PraNet::new),
    SANET(Paper.SANET, "sanet", SANet::new),
    LDNET(Paper.LDNET, "ldnet", LDNet::new),
    // transformers
    TRANS_UNET(Paper.TRANS_UNET, "transunet", TransUNet::new),
    MICRO_SEGNET(Paper.MICRO_SEGNET, "microsegnet", MicroSegNet::new),
    SWIN_UNET(Paper.SWIN_UNET, "swinunet", s -> new SwinUNet(s, 7)),
    SWIN_UNET_W8(Paper.SWIN_UNET, "swinunet_w8", s -> new SwinUNet(s, 8)),
    SWIN_UNET_W4(Paper.SWIN_UNET, "swinunet_64", s -> new SwinUNet(s, 4)),
    HEAT_NET(Paper.HEAT_NET, "heat_net", HeatNet::new),
    // SC-UNeXt and its ablation
    SC_UNEXT(Paper.SC_UNEXT, "scunext", s -> new SCUNeXt(s, SKIP, CBAM, FUSE)),
    SC_UNEXT_BASE(Paper.SC_UNEXT, "scunext_unext_s", s -> new SCUNeXt(s)),
    SC_UNEXT_SKIP(Paper.SC_UNEXT, "scunext_skip", s -> new SCUNeXt(s, SKIP, CBAM)),
    SC_UNEXT_FUSE(Paper.SC_UNEXT, "scunext_fuse", s -> new SCUNeXt(s, FUSE)),
    SC_UNEXT_NO_CBAM(Paper.SC_UNEXT, "scunext_full_without_cbam", s -> new SCUNeXt(s, SKIP, FUSE)),
    SC_UNEXT_TOKEN_Z3(Paper.SC_UNEXT, "scunext_full_token_z3", s -> new SCUNeXt(s, SKIP, CBAM, FUSE, TOKEN_Z3)),
    // ARU-Net, its ablation and its code
    ARU_NET(Paper.ARU_NET, "arunet arunet_base16", s -> new ARUNet(s, ARUNet.Part.values())),
    ARU_NET_UNET(Paper.ARU_NET, "arunet_base16_unet", s -> new ARUNet(s)),
    ARU_NET_RES(Paper.ARU_NET, "arunet_base16_res", s -> new ARUNet(s, RESIDUAL)),
    ARU_NET_RES_ATT(
            Paper.ARU_NET, "arunet_base16_res_att", s -> new ARUNet(s, RESIDUAL, CHANNEL_ATTENTION, SELF_ATTENTION)),
    ARU_NET_RELEASED(Paper.ARU_NET, "arunet_base16_released_forward", s -> new ARUNet(s, RESIDUAL, SELF_ATTENTION)),
    ARU_NET_AUTHORS(
            Paper.ARU_NET, "arunet_base16_authors_full", s -> new ARUNet(s, ARUNet.Form.AUTHORS, ARUNet.Part.values())),
    // SCRNet and its ablation
    SCRNET(Paper.SCRNET, "scrnet scrnet_base16", s -> new SCRNet(s, Join.FAM)),
    SCRNET_UNET(Paper.SCRNET, "scrnet_base16_unet", SCRNet::withoutRegulation),
    SCRNET_WO_FAM_SUM(Paper.SCRNET, "scrnet_base16_wo_fam_sum", s -> new SCRNet(s, Join.SUM)),
    SCRNET_WO_FAM_CONCAT(Paper.SCRNET, "scrnet_base16_wo_fam_concat", s -> new SCRNet(s, Join.CONCAT)),
    // RCA-IUnet and its ablation
    RCA_IUNET(Paper.RCA_IUNET, "rcaiunet", s -> new RCAIUnet(s, PAPER, RIC, HYBRID_POOL, CSA)),
    RCA_IUNET_RELEASED(Paper.RCA_IUNET, "rcaiunet_released", s -> new RCAIUnet(s, RELEASED, RIC, HYBRID_POOL, CSA)),
    RCA_IUNET_UNET(Paper.RCA_IUNET, "rcaiunet_unet", s -> new RCAIUnet(s, PAPER)),
    RCA_IUNET_RIC(Paper.RCA_IUNET, "rcaiunet_ric", s -> new RCAIUnet(s, PAPER, RIC)),
    RCA_IUNET_CSA(Paper.RCA_IUNET, "rcaiunet_csa", s -> new RCAIUnet(s, PAPER, CSA)),
    RCA_IUNET_RIC_HP(Paper.RCA_IUNET, "rcaiunet_ric_hp", s -> new RCAIUnet(s, PAPER, RIC, HYBRID_POOL)),
    RCA_IUNET_CSA_HP(Paper.RCA_IUNET, "rcaiunet_csa_hp", s -> new RCAIUnet(s, PAPER, CSA, HYBRID_POOL)),
    RCA_IUNET_CSA_RIC(Paper.RCA_IUNET, "rcaiunet_csa_ric", s -> new RCAIUnet(s, PAPER, CSA, RIC)),
    // BSANet and its ablation
    BSANET(Paper.BSANET, "bsanet bsanet_64", s -> new BSANet(s, ISAM, FSAM, ARM, RESNEXT)),
    BSANET_NO_ISAM(Paper.BSANET, "bsanet_wo_isam", s -> new BSANet(s, FSAM, ARM, RESNEXT)),
    BSANET_NO_FSAM(Paper.BSANET, "bsanet_wo_fsam", s -> new BSANet(s, ISAM, ARM, RESNEXT)),
    BSANET_NO_ARM(Paper.BSANET, "bsanet_wo_arm", s -> new BSANet(s, ISAM, FSAM, RESNEXT)),
    BSANET_PLAIN(Paper.BSANET, "bsanet_plain_conv", s -> new BSANet(s, ISAM, FSAM, ARM)),
    BSANET_ARM(Paper.BSANET, "bsanet_part_arm", s -> new BSANet(s, ARM, RESNEXT)),
    BSANET_BASE(Paper.BSANET, "bsanet_baseline", s -> new BSANet(s, RESNEXT)),
    ;

    /** Where networks come from; arXiv "" where a paper is not there, and then its whole title and its link. */
    private enum Paper {
        U_NET("U-Net", "1505.04597"),
        ATTENTION_U_NET("Attention U-Net", "1804.03999"),
        U_NET_PP("UNet++", "1807.10165"),
        U_NET_3P("UNet 3+", "2004.08790"),
        DENSE_NET("DenseNet", "1608.06993"),
        MOBILENET_V2("MobileNetV2", "1801.04381"),
        DLA("Deep Layer Aggregation", "1707.06484"),
        RES_U_NET("ResUNet", "1711.10684"),
        RES_U_NET_PP("ResUNet++", "1911.07067"),
        SEG_NET("SegNet", "1511.00561"),
        UNEXT("UNeXt", "2203.04967"),
        MALUNET("MALUNet", "2211.01784"),
        HEAT_NET(
                "HEAT-Net",
                "A hybrid enhanced attention transformer network for medical ultrasound image segmentation",
                "https://doi.org/10.1016/j.bspc.2023.105329"),
        CMU_NET("CMU-Net", "2210.13012"),
        CMUNEXT("CMUNeXt", "2308.01239"),
        PRANET("PraNet", "2006.11392"),
        SANET("SANet", "2108.00882"),
        LDNET("LDNet", "2301.04904"),
        TRANS_UNET("TransUNet", "2102.04306"),
        MICRO_SEGNET("MicroSegNet", "2305.19956"),
        SWIN_UNET("Swin-Unet", "2105.05537"),
        SC_UNEXT(
                "SC-UNeXt",
                "Advanced Medical Image Segmentation with Multi-Scale Feature Fusion and Attention Mechanisms",
                "https://mfacademia.org/index.php/jcssa/article/view/151"),
        ARU_NET(
                "ARU-Net",
                "Attention residual network for medical ultrasound image segmentation",
                "https://doi.org/10.1038/s41598-025-04086-1"),
        BSANET(
                "BSANet",
                "Medical Image Segmentation with Bilateral Spatial Attention and Transfer Learning",
                "https://mfacademia.org/index.php/jcssa/article/view/165"),
        SCRNET("SCRNet", "2508.13899"),
        RCA_IUNET("RCA-IUnet", "2108.02508");

        private final String title;
        private final String arxiv;
        private final String whole;
        private final String link;

        Paper(String title, String arxiv) {
            this(title, arxiv, title, "https://arxiv.org/abs/" + arxiv);
        }

        Paper(String title, String whole, String link) {
            this(title, "", whole, link);
        }

        Paper(String title, String arxiv, String whole, String link) {
            this.title = title;
            this.arxiv = arxiv;
            this.whole = whole;
            this.link = link;
        }
    }

    /** What a network is made for, to the network. */
    private interface Factory extends Function<Network.Spec, Network> {}

    private final Paper paper;
    private final List<String> goldens;
    private final Factory factory;

    /** @param goldens names of the golden cases, separated by spaces; "x_base16" is the case of a network of base 16 */
    Zoo(Paper paper, String goldens, Factory factory) {
        this.paper = paper;
        this.goldens = List.of(goldens.split(" "));
        this.factory = factory;
    }

    /** @throws IllegalArgumentException naming the valid ids */
    public static Zoo of(String id) {
        return Arrays.stream(values())
                .filter(z -> z.id().equals(id))
                .findFirst()
                .orElseThrow(() -> UnknownName.of("network", id, ids()));
    }

    /** Lists the ids of all networks. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(Zoo::id).toList();
    }

    /** @throws IllegalArgumentException naming the known cases */
    public static Zoo ofGolden(String model) {
        return Arrays.stream(values())
                .filter(z -> z.goldens.contains(model))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no network has the golden case \"" + model
                        + "\"; known: "
                        + Arrays.stream(values())
                                .flatMap(z -> z.goldens.stream())
                                .collect(Collectors.joining(", "))));
    }

    /**
     * The constant's name in lower case with hyphens, its words PP and P as "++" and "+"; it stands in configurations
     * and model files.
     */
    public String id() {
        return name().toLowerCase(Locale.ROOT)
                .replaceAll("_pp(?=_|$)", "++")
                .replaceAll("_p(?=_|$)", "+")
                .replace('_', '-');
    }

    public String paper() {
        return paper.title;
    }

    /** "" where the paper is not on arXiv. */
    public String arxiv() {
        return paper.arxiv;
    }

    /** The paper's title and where it can be read, in one line. */
    public String citation() {
        return paper.whole + ", " + paper.link;
    }

    /** Where the paper can be read. */
    public String link() {
        return paper.link;
    }

    /** The names of the golden cases. */
    public List<String> goldens() {
        return goldens;
    }

    /** @throws IllegalArgumentException where the network cannot be made for this */
    public Network create(Network.Spec spec) {
        return factory.apply(spec);
    }

    /** For images of 256x256, as wide as published. */
    public Network create(int inputChannels, int classes) {
        return create(Network.Spec.of(inputChannels, classes));
    }

    /**
     * As {@link #create}, without memory for its tensors: shapes, parameters and operations can be asked, nothing
     * computed.
     */
    public Network outline(Network.Spec spec) {
        return Module.outline(() -> create(spec));
    }

    /** Whether it can be made with fewer channels in its first level, and so in all. */
    public boolean hasBase() {
        // 32 and 64: every network with a base can be made with these
        return outline(new Network.Spec(3, 1, 256, 256, 32)).parameterCount()
                != outline(new Network.Spec(3, 1, 256, 256, 64)).parameterCount();
    }

    /** For images of 256x256, as wide as published. */
    public Network outline(int inputChannels, int classes) {
        return outline(Network.Spec.of(inputChannels, classes));
    }
}
