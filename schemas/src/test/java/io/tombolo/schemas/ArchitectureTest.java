package io.tombolo.schemas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.tombolo.schemas");

    @Test
    void theBytesKnowNoNetworkAndNoKafka() {
        noClasses()
                .that()
                .resideInAnyPackage("..canonical..", "..commit..", "..contract..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "org.apache.kafka..")
                .because("a verifier computes commitments offline, without a broker or a registry")
                .check(CLASSES);
    }

    @Test
    void theCanonicalFormStandsOnAJsonParser() {
        classes()
                .that()
                .resideInAPackage("..canonical..")
                .and()
                .doNotHaveSimpleName("CanonicalSchema")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "com.fasterxml.jackson..", "..canonical..", "org.jspecify..")
                .because("Avro's own spelling changes between versions; ours must not")
                .check(CLASSES);
    }

    @Test
    void packagesDoNotGoInCircles() {
        slices().matching("io.tombolo.schemas.(*)..")
                .should()
                .beFreeOfCycles()
                .because("a reader goes from the bytes to the wire, and never back")
                .check(CLASSES);
    }
}
