package org.delineate.serve;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The server's packages stand in order; each imports from those before it only. */
class ServePackagesTest {
    private static final List<String> ORDER = List.of("store", "access", "work", "reading", "learning", "api");
    private static final JavaClasses SERVE = new ClassFileImporter().importPath("target/classes");

    private static String name(String step) {
        return "org.delineate.serve." + step;
    }

    @Test
    void importsPointOnlyBackInTheOrder() {
        for (int i = 0; i < ORDER.size(); i++) {
            List<String> later = new ArrayList<>(List.of("org.delineate.serve"));
            ORDER.subList(i + 1, ORDER.size()).forEach(step -> later.add(name(step)));
            noClasses()
                    .that()
                    .resideInAPackage(name(ORDER.get(i)))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(later.toArray(String[]::new))
                    .check(SERVE);
        }
        TreeSet<String> found =
                SERVE.stream().map(JavaClass::getPackageName).collect(Collectors.toCollection(TreeSet::new));
        TreeSet<String> placed =
                ORDER.stream().map(ServePackagesTest::name).collect(Collectors.toCollection(TreeSet::new));
        placed.add("org.delineate.serve");
        assertEquals(placed, found);
    }

    @Test
    void nothingThatIsUploadedIsExecutedOrFetched() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.net.URL")
                .check(SERVE);
        noClasses()
                .that()
                .haveSimpleNameNotContaining("ChildCommand")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ProcessBuilder")
                .check(SERVE);
    }
}
