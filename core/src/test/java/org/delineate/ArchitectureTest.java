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
            "image",
            "dicom",
            "metric",
            "checkpoint",
            "onnx",
            "nn",
            "data",
            "block",
            "zoo",
            "loss",
            "infer",
            "train",
            "report");

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
                .map(p -> p.split("\\.")[2])
                .collect(Collectors.toCollection(TreeSet::new));
        found.removeAll(ORDER);
        assertEquals(Set.of(), found);
    }

    @Test
    void importsPointOnlyBackInTheOrder() {
        for (int i = 0; i < ORDER.size() - 1; i++) {
            List<String> later = new ArrayList<>();
            ORDER.subList(i + 1, ORDER.size()).forEach(step -> later.add(tree(step)));
            rule(ORDER.get(i), later).check(CORE);
        }
        assertThrows(
                AssertionError.class, () -> rule("train", List.of(tree("zoo"))).check(CORE), "the rule can fail");
    }

    private static ArchRule rule(String step, List<String> forbidden) {
        return noClasses()
                .that()
                .resideInAPackage(tree(step))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(forbidden.toArray(String[]::new))
                .allowEmptyShould(true); // a package may have no class yet
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
                () -> rule("nn", List.of("org.bytedeco..")).check(CORE),
                "nn uses it");
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
        for (String step : List.of("file", "image", "dicom", "metric")) {
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
