package io.tombolo.merkle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.tombolo.merkle");

    @Test
    void theCoreKnowsTheJdkOnly() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.tombolo.merkle..", "java..", "org.jspecify.annotations..")
                .because("the module that everything trusts must be small enough to audit in an afternoon")
                .check(CORE);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.tombolo.merkle.(*)..")
                .should()
                .beFreeOfCycles()
                .because("it is read from the tree outwards: hashes, proofs, notes, checkpoints, tiles")
                .check(CORE);
    }

    @Test
    void nothingReadsTheClockOrTheNetwork() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.file..")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .because("the chaincode runs these classes too, and every peer must reach the same answer")
                .check(CORE);
    }
}
