package io.tombolo.schemas;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class SerdeArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.tombolo.schemas");

    @Test
    void onlyTheConverterNeedsConnect() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..connect..")
                .and()
                .doNotHaveFullyQualifiedName("io.tombolo.schemas.serde.AvroConverter")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka.connect..")
                .because("connect-api is there in a Connect worker only")
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
