package io.tombolo.verification;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class DirectionTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.tombolo.verification");

    @Test
    void verificationKnowsNoKafkaNoGrpcAndNoHttp() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "io.grpc..",
                        "java.net..",
                        "com.sun.net..",
                        "org.eclipse.jetty..",
                        "java.nio.file..")
                .because("partners embed it, and evidence must verify with no network, no account and no node")
                .check(CLASSES);
    }

    @Test
    void packagesDependOnEachOtherInOneDirection() {
        slices().matching("io.tombolo.verification.(*)..")
                .should()
                .beFreeOfCycles()
                .because("verdict, then receipt, trust, evidence and stream can each be read without those after it")
                .check(CLASSES);
    }
}
