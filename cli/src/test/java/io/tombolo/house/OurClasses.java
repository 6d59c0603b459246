package io.tombolo.house;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The classes of all modules without those of their tests, read once for all rules. */
final class OurClasses {
    static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            // Another module's tests, whose databases ours start.
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.tombolo");

    private OurClasses() {}
}
