package io.tombolo.provenance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.tombolo.provenance");

    @Test
    void theStoreKnowsNeitherKafkaNorHttp() {
        noClasses()
                .that()
                .resideInAPackage("..provenance.store..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..", "org.eclipse.jetty..", "io.tombolo.provenance", "..provenance.follow..")
                .because("what is kept on disk must be testable, and rebuilt, without a broker or a server")
                .check(CLASSES);
    }

    @Test
    void noRouteKnowsJetty() {
        noClasses()
                .that()
                .resideInAPackage("io.tombolo.provenance..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jetty..")
                .because("a route is a function from a question to an answer, and outlives the server in front of it")
                .check(CLASSES);
    }

    @Test
    void nothingReachesIntoHttp() {
        noClasses()
                .that()
                .resideInAnyPackage("..provenance.follow..", "..provenance.store..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.tombolo.provenance")
                .because("how an answer travels is nobody's business behind the routes")
                .check(CLASSES);
    }
}
