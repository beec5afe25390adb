package org.delineate.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class BundledFileTest {
    /** JUnit's own classes lie in a jar. */
    @Test
    void copiesWhatLiesInAJarOnce() throws Exception {
        Path first = BundledFile.of(Test.class, "Test.class");
        try (InputStream in = Test.class.getResourceAsStream("Test.class")) {
            assertArrayEquals(in.readAllBytes(), Files.readAllBytes(first));
        }
        assertEquals(first, BundledFile.of(Test.class, "Test.class"));
    }

    @Test
    void takesWhatLiesInAFolderAsItIs() {
        Path own = BundledFile.of(BundledFileTest.class, "BundledFileTest.class");
        assertTrue(own.endsWith("org/delineate/file/BundledFileTest.class"), own.toString());
    }

    @Test
    void namesWhatIsMissing() {
        assertEquals(
                "the program lacks its file none.safetensors; install it again",
                assertThrows(
                                IllegalArgumentException.class,
                                () -> BundledFile.of(BundledFileTest.class, "none.safetensors"))
                        .getMessage());
    }
}
