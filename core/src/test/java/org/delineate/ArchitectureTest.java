package org.delineate;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Packages stand in the order of the data; each imports from those before it only. */
class ArchitectureTest {
    private static final List<String> ORDER = List.of(
            "file",
            "random",
            "dicom.codec",
            "dicom",
            "dicom.deidentify",
            "png",
            "image",
            "checkpoint",
            "onnx",
            "dataset",
            "dataset.audit",
            "metric",
            "measure",
            "nn.engine",
            "nn.op",
            "nn",
            "nn.layer",
            "nn.int8",
            "nn.compile",
            "nn.onednn",
            "sample",
            "block",
            "loss",
            "zoo",
            "model",
            "parity",
            "infer",
            "denoise",
            "dicom.result",
            "dicom.web",
            "train",
            "tracking",
            "lab",
            "report",
            "comparison",
            "experiment");

    private static final JavaClasses CORE = new ClassFileImporter().importPath("target/classes");

    private static String name(String step) {
        return "org.delineate." + step;
    }

    private static String tree(String step) {
        return name(step) + "..";
    }

    @Test
    void everyPackageHasItsPlaceInTheOrder() {
        Set<String> found = CORE.stream()
                .map(JavaClass::getPackageName)
                .filter(p -> !p.equals("org.delineate"))
                .map(p -> p.substring("org.delineate.".length()))
                .collect(Collectors.toCollection(TreeSet::new));
        found.removeAll(ORDER);
        assertEquals(Set.of(), found);
    }

    @Test
    void importsPointOnlyBackInTheOrder() {
        for (int i = 0; i < ORDER.size() - 1; i++) {
            List<String> later = new ArrayList<>();
            ORDER.subList(i + 1, ORDER.size()).forEach(step -> later.add(name(step)));
            rule(ORDER.get(i), later).check(CORE);
        }
        assertThrows(
                AssertionError.class, () -> rule("train", List.of(name("zoo"))).check(CORE), "the rule can fail");
    }

    private static ArchRule rule(String step, List<String> forbidden) {
        return noClasses()
                .that()
                .resideInAPackage(name(step))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden.toArray(String[]::new));
    }

    /** What networks are made of does not know how they are compiled or quantized; what runs or measures them does. */
    @Test
    void compilingAndQuantizingAreWalledIn() {
        List<String> open =
                List.of("nn.compile", "nn.int8", "nn.onednn", "zoo", "model", "infer", "denoise", "train", "lab");
        for (String step : ORDER) {
            if (!open.contains(step)) {
                rule(step, List.of(name("nn.compile"), name("nn.int8"), name("nn.onednn")))
                        .check(CORE);
            }
        }
        noClasses()
                .that()
                .resideInAPackage(name("zoo"))
                .and()
                .doNotHaveSimpleName("NetworkGraph")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(name("nn.compile"), name("nn.int8"), name("nn.onednn"))
                .check(CORE);
        assertThrows(
                AssertionError.class,
                () -> rule("infer", List.of(name("nn.compile"))).check(CORE));
    }

    @Test
    void theEngineIsKnownToOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage(tree("nn"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.bytedeco..")
                .check(CORE);
        assertThrows(
                AssertionError.class,
                () -> rule("nn.op", List.of("org.bytedeco..")).check(CORE),
                "nn.op uses it");
    }

    @Test
    void theOtherEngineIsKnownToOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage(tree("onnx"))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.onnxruntime..", "com.google.protobuf..")
                .check(CORE);
        assertThrows(
                AssertionError.class,
                () -> rule("onnx", List.of("ai.onnxruntime..")).check(CORE),
                "onnx uses it");
    }

    @Test
    void picturesAndMetricsNeedNoTensors() {
        for (String step : List.of(
                "file",
                "dicom.codec",
                "dicom",
                "dicom.web",
                "png",
                "image",
                "checkpoint",
                "onnx",
                "dataset",
                "metric",
                "measure")) {
            rule(step, List.of(tree("nn"))).check(CORE);
        }
    }

    @Test
    void jsonIsReadAndWrittenInOnePlace() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName("org.delineate.file.Json")
                .should()
                .dependOnClassesThat()
                .haveNameMatching("com\\.fasterxml\\..*Mapper")
                .check(CORE);
    }

    @Test
    void namesSayWhatAThingIs() {
        noClasses()
                .should()
                .haveNameMatching(".*\\.(Abstract\\w*|\\w*(Manager|Helper|Utils?|Base|Impl))")
                .check(CORE);
    }
}
