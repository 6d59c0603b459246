package io.tombolo.anchoring.streams;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What this module uses of Kafka without a promise: the places to look at when Kafka is upgraded. */
class KafkaInternalsTest {
    private static final String INTERNAL = "org.apache.kafka..internals..";

    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.tombolo.anchoring");

    @Test
    void areTheseTypesOfTheseClasses() {
        Map<String, Set<String>> found = new TreeMap<>();
        for (JavaClass one : OURS) {
            for (Dependency dependency : one.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass();
                if (resideInAPackage(INTERNAL)
                        .or(resideInAPackage("org.apache.kafka.common.utils.."))
                        .test(target)) {
                    found.computeIfAbsent(topLevel(one), name -> new TreeSet<>())
                            .add(target.getName().substring("org.apache.kafka.".length()));
                }
            }
        }

        assertThat(found)
                .isEqualTo(Map.of(
                        // Called right before a commit, as Streams flushes caching stores there.
                        "streams.CommitHook",
                                Set.of(
                                        "streams.state.internals.CacheFlushListener",
                                        "streams.state.internals.CachedStateStore"),
                        // Carries a poll's records beside the headers.
                        "streams.PolledRecords", Set.of("common.header.internals.RecordHeaders"),
                        // Writes with the task's producer, as changelogs do.
                        "streams.StreamsTask",
                                Set.of(
                                        "common.header.internals.RecordHeaders",
                                        "streams.processor.internals.InternalProcessorContext",
                                        "streams.processor.internals.RecordCollector",
                                        "streams.processor.internals.RecordCollector$Supplier"),
                        // The partition that a producer chooses for a key.
                        "anchor.PublishedAnchors", Set.of("common.utils.Utils")));
    }

    @Test
    void liveInOnePackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.tombolo.anchoring.streams")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(INTERNAL)
                .because("an upgrade of Kafka may change them without notice")
                .check(OURS);
    }

    private static String topLevel(JavaClass one) {
        return one.getName().substring("io.tombolo.anchoring.".length()).replaceFirst("\\$.*", "");
    }
}
