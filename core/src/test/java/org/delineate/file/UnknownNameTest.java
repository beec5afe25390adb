package org.delineate.file;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnknownNameTest {
    private static final List<String> KNOWN = List.of("unet", "attention-unet", "unet++", "unext-s", "adam", "sgd");

    @ParameterizedTest
    @CsvSource({
        "unnet, unet",
        "UNet, unet",
        "unext_s, unext-s",
        "attention_unet, attention-unet",
        "atention-unte, attention-unet",
        "adma, adam",
        "adamw2, ",
        "yolo, ",
        "'', "
    })
    void findsWhatWasMeant(String typed, String meant) {
        assertEquals(Optional.ofNullable(meant), UnknownName.meant(typed, KNOWN));
    }

    @Test
    void countsASwapOnce() {
        assertEquals(1, UnknownName.distance("adma", "adam"));
        assertEquals(3, UnknownName.distance("kitten", "sitting"));
        assertEquals(4, UnknownName.distance("", "unet"));
    }

    @Test
    void listsWhatIsKnownAndSaysWhatWasMeantLast() {
        assertEquals(
                "unknown network \"unnet\"; known: unet, sgd; did you mean unet?",
                UnknownName.of("network", "unnet", List.of("unet", "sgd")).getMessage());
        assertEquals(
                "unknown loss \"x\"; known: bce",
                UnknownName.of("loss", "x", List.of("bce")).getMessage());
    }
}
