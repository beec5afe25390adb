package org.delineate.zoo;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The public code, on GitHub, whose names of tensors a network uses: its checkpoints load as they are. */
public enum PublicCode {
    BENCHMARKS(
            "FengheTan9/Medical-Image-Segmentation-Benchmarks",
            "unet attention-unet unet3+ unet++-resnet34 unext unext-s cmu-net cmunext cmunext-s cmunext-l"),
    NESTED_UNET("4uiiurz1/pytorch-nested-unet", "unet++ unet++-ds unet-half"),
    RES_UNET("rishikksh20/ResUnet", "res-unet res-unet++-port"),
    RES_UNET_PP("DebeshJha/ResUNetPlusPlus", "res-unet++"),
    SEMSEG("meetps/pytorch-semseg", "segnet"),
    SEGNET("say4n/pytorch-segnet", "segnet-say4n"),
    SMP(
            "qubvel-org/segmentation_models.pytorch",
            "unet-vgg16 unet-vgg16-bn unet-resnet50 unet-densenet121 unet-mobilenet-v2 unet++-resnet50"),
    DENSE_UNET("stefano-malacrino/DenseUNet-pytorch", "dense-unet dense-unet-down"),
    DLA("ucbdrive/dla", "dla-34 dla-60"),
    PRANET("DengPingFan/PraNet", "pranet"),
    SANET("weijun88/SANet", "sanet"),
    LDNET("ReaFly/LDNet", "ldnet"),
    TRANS_UNET("Beckschen/TransUNet", "trans-unet"),
    MICRO_SEGNET("mirthAI/MicroSegNet", "micro-segnet"),
    SWIN_UNET("HuCaoFighting/Swin-Unet", "swin-unet swin-unet-w8 swin-unet-w4"),
    MILESIAL("milesial/Pytorch-UNet", "unet-milesial");

    private final String repository;
    private final List<String> networks;

    PublicCode(String repository, String networks) {
        this.repository = repository;
        this.networks = List.of(networks.split(" "));
    }

    /** Finds the code of a network; empty where nobody else published it, or not in PyTorch. */
    public static Optional<PublicCode> of(Zoo zoo) {
        return Arrays.stream(values())
                .filter(c -> c.networks.contains(zoo.id()))
                .findFirst();
    }

    /** The ids of the networks. */
    public List<String> networks() {
        return networks;
    }

    /** Names it, for people. */
    public String words() {
        return "https://github.com/" + repository;
    }
}
