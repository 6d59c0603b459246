package io.tombolo.house;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import java.net.URL;
import java.security.MessageDigest;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.junit.jupiter.api.Test;

/** What holds over all modules together; each rule says why. */
final class HouseRulesTest {
    @Test
    void arrowsFollowTheData() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("merkle-log")
                .definedBy("io.tombolo.merkle..")
                .layer("schemas")
                .definedBy(
                        "io.tombolo.schemas",
                        "io.tombolo.schemas.anchor..",
                        "io.tombolo.schemas.avro..",
                        "io.tombolo.schemas.canonical..",
                        "io.tombolo.schemas.commit..",
                        "io.tombolo.schemas.contract..",
                        "io.tombolo.schemas.json..",
                        "io.tombolo.schemas.signed..")
                .layer("protect")
                .definedBy("io.tombolo.protect..")
                .layer("http-client")
                .definedBy("io.tombolo.http")
                .layer("tracing")
                .definedBy("io.tombolo.tracing..")
                .layer("http-server")
                .definedBy("io.tombolo.http.server..")
                .layer("config")
                .definedBy("io.tombolo.config..")
                .layer("serdes")
                .definedBy(
                        "io.tombolo.schemas.serde..",
                        "io.tombolo.schemas.registry..",
                        "io.tombolo.schemas.connect..",
                        "io.tombolo.schemas.opening..")
                .layer("attacks")
                .definedBy("io.tombolo.attack..")
                .layer("embedded")
                .definedBy("io.tombolo.kafka..", "io.tombolo.connect..")
                .layer("schema-registry")
                .definedBy("io.tombolo.registry..")
                .optionalLayer("debezium-values")
                .definedBy("io.tombolo.debezium..")
                .layer("connectors")
                .definedBy("io.tombolo.connectors..")
                .layer("push")
                .definedBy("io.tombolo.push..")
                .layer("agreements")
                .definedBy("io.tombolo.agreements..")
                .layer("dsp")
                .definedBy("io.tombolo.dsp..")
                .layer("witness")
                .definedBy("io.tombolo.witness..")
                .layer("ledger")
                .definedBy(
                        "io.tombolo.ledger",
                        "io.tombolo.ledger.rules..",
                        "io.tombolo.ledger.wire..",
                        "io.tombolo.ledger.memory..")
                .layer("chaincode")
                .definedBy("io.tombolo.ledger.chaincode..")
                .layer("embedded ledger")
                .definedBy("io.tombolo.ledger.embedded..")
                .layer("fabric")
                .definedBy("io.tombolo.ledger.fabric..")
                .layer("ledger-witness")
                .definedBy("io.tombolo.ledger.witness..")
                .layer("ledger-timestamp")
                .definedBy("io.tombolo.ledger.timestamp..")
                .layer("ledger-contract")
                .definedBy("io.tombolo.ledger.contract..")
                .layer("ledger-evm")
                .definedBy("io.tombolo.ledger.evm..")
                .layer("ledger-fisco")
                .definedBy("io.tombolo.ledger.fisco..")
                .layer("anchoring-service")
                .definedBy("io.tombolo.anchoring..")
                .layer("verification")
                .definedBy("io.tombolo.verification..")
                .layer("certificate")
                .definedBy("io.tombolo.certificate..")
                .layer("consumer")
                .definedBy("io.tombolo.consumer..")
                .layer("page")
                .definedBy("io.tombolo.page..")
                .layer("objects")
                .definedBy("io.tombolo.objects..")
                .layer("provenance-api")
                .definedBy("io.tombolo.provenance..")
                .layer("benchmarks")
                .definedBy("io.tombolo.benchmarks..")
                .layer("server")
                .definedBy("io.tombolo.server..")
                .optionalLayer("junit")
                .definedBy("io.tombolo.junit..")
                .layer("cli")
                .definedBy(
                        "io.tombolo.cli..",
                        "io.tombolo.backup..",
                        "io.tombolo.demo..",
                        "io.tombolo.doctor..",
                        "io.tombolo.publish..",
                        "io.tombolo.capture..",
                        "io.tombolo.reconcile..",
                        "io.tombolo.terminal..")
                .ensureAllClassesAreContainedInArchitecture()
                .whereLayer("merkle-log")
                .mayNotAccessAnyLayer()
                .whereLayer("http-client")
                .mayNotAccessAnyLayer()
                .whereLayer("tracing")
                .mayNotAccessAnyLayer()
                .whereLayer("http-server")
                .mayOnlyAccessLayers("tracing")
                .whereLayer("config")
                .mayNotAccessAnyLayer()
                .whereLayer("schemas")
                .mayOnlyAccessLayers("merkle-log")
                .whereLayer("protect")
                .mayOnlyAccessLayers("merkle-log", "schemas")
                .whereLayer("serdes")
                .mayOnlyAccessLayers("merkle-log", "schemas", "protect", "http-client")
                .whereLayer("attacks")
                .mayOnlyAccessLayers("merkle-log", "schemas")
                .whereLayer("attacks")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("ledger")
                .mayOnlyAccessLayers("merkle-log", "schemas")
                .whereLayer("verification")
                .mayOnlyAccessLayers("merkle-log", "schemas", "protect", "ledger")
                .whereLayer("certificate")
                .mayOnlyAccessLayers("merkle-log", "schemas", "verification")
                .whereLayer("certificate")
                .mayOnlyBeAccessedByLayers("provenance-api", "cli")
                .whereLayer("connectors")
                .mayOnlyBeAccessedByLayers("push", "server", "cli")
                .whereLayer("push")
                .mayOnlyBeAccessedByLayers("server", "cli")
                .whereLayer("agreements")
                .mayOnlyAccessLayers("merkle-log", "schemas", "serdes", "http-client", "http-server")
                .whereLayer("agreements")
                .mayOnlyBeAccessedByLayers("server", "cli")
                .whereLayer("dsp")
                .mayOnlyAccessLayers("http-client", "http-server")
                .whereLayer("dsp")
                .mayOnlyBeAccessedByLayers("server", "cli")
                .whereLayer("witness")
                .mayOnlyAccessLayers("merkle-log", "schemas", "http-server", "config")
                .whereLayer("witness")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("anchoring-service")
                .mayOnlyBeAccessedByLayers("benchmarks", "server", "cli")
                .whereLayer("schema-registry")
                .mayOnlyBeAccessedByLayers("server", "cli")
                .whereLayer("fabric")
                .mayOnlyBeAccessedByLayers("server", "cli")
                .whereLayer("ledger-witness")
                .mayOnlyAccessLayers("merkle-log", "schemas", "http-client", "ledger")
                .whereLayer("ledger-witness")
                .mayOnlyBeAccessedByLayers("server", "cli")
                .whereLayer("ledger-timestamp")
                .mayOnlyAccessLayers("merkle-log", "schemas", "http-client", "ledger", "verification")
                .whereLayer("ledger-timestamp")
                .mayOnlyBeAccessedByLayers("server", "cli")
                .whereLayer("ledger-contract")
                .mayOnlyAccessLayers("merkle-log", "schemas", "ledger", "verification")
                .whereLayer("ledger-contract")
                .mayOnlyBeAccessedByLayers("ledger-evm", "ledger-fisco")
                .whereLayer("ledger-fisco")
                .mayOnlyAccessLayers("merkle-log", "schemas", "ledger", "ledger-contract", "verification")
                .whereLayer("ledger-fisco")
                .mayOnlyBeAccessedByLayers("server")
                .whereLayer("ledger-evm")
                .mayOnlyAccessLayers(
                        "merkle-log", "schemas", "http-client", "ledger", "ledger-contract", "verification")
                .whereLayer("ledger-evm")
                .mayOnlyBeAccessedByLayers("server")
                .whereLayer("embedded ledger")
                .mayOnlyBeAccessedByLayers("server", "cli")
                .whereLayer("chaincode")
                .mayOnlyBeAccessedByLayers("embedded ledger")
                .whereLayer("page")
                .mayOnlyAccessLayers("merkle-log")
                .whereLayer("page")
                .mayOnlyBeAccessedByLayers("provenance-api", "cli")
                .whereLayer("objects")
                .mayNotAccessAnyLayer()
                .whereLayer("objects")
                .mayOnlyBeAccessedByLayers("provenance-api", "cli")
                .whereLayer("provenance-api")
                .mayOnlyBeAccessedByLayers("server", "cli")
                .whereLayer("benchmarks")
                .mayOnlyBeAccessedByLayers("cli")
                .whereLayer("server")
                .mayOnlyBeAccessedByLayers("junit", "cli")
                .whereLayer("junit")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("cli")
                .mayNotBeAccessedByAnyLayer()
                .because("an application that embeds the verifier must not inherit the server, and the parts can be run"
                        + " apart")
                .check(OurClasses.ALL);
    }

    @Test
    void theVerifierKnowsNoNetwork() {
        noClasses()
                .that()
                .resideInAPackage("io.tombolo.verification..")
                .should()
                .transitivelyDependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "io.grpc..",
                        "java.net.http..",
                        "org.eclipse.jetty..",
                        "io.tombolo.http..")
                .because("evidence must verify with no network, and an auditor reads the verifier in an afternoon")
                .check(OurClasses.ALL);
    }

    @Test
    void everyRequestOverHttpIsBounded() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.tombolo.http")
                .should()
                .callMethodWhere(describe(
                        "sends a request by another client",
                        call -> call.getTargetOwner().getPackageName().equals("java.net.http")
                                && call.getName().startsWith("send")))
                .orShould()
                .callMethod(URL.class, "openStream")
                .orShould()
                .callMethod(URL.class, "openConnection")
                .because("a server that falls silent, or never ends, must hold nobody: see io.tombolo.http.BoundedHttp")
                .check(OurClasses.ALL);
    }

    @Test
    void avroOfStrangersIsDecodedInOneWay() {
        noClasses()
                .that()
                // Files are read by Avro's own file reader, from blocks of bounded length.
                .resideOutsideOfPackages(
                        "io.tombolo.schemas.avro..", "io.tombolo.connectors.format..", "io.tombolo.connectors.avro..")
                .and()
                // Keys in Avro's JSON encoding, which states no lengths.
                .doNotHaveFullyQualifiedName("io.tombolo.reconcile.RefusedChanges")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(DatumReader.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(DecoderFactory.class)
                .because("Avro's own decoder allocates 2 GiB on the word of five bytes")
                .check(OurClasses.ALL);
    }

    @Test
    void theAlgebraDependsOnTheJdkAlone() {
        noClasses()
                .that()
                .resideInAPackage("io.tombolo.merkle..")
                .and()
                .resideOutsideOfPackage("io.tombolo.merkle.cose..")
                .should()
                .dependOnClassesThat()
                .resideOutsideOfPackages("java..", "javax.crypto..", "io.tombolo.merkle..", "org.jspecify..")
                .because("everything trusts it, so there must be nothing behind it")
                .check(OurClasses.ALL);
    }

    @Test
    void digestsAreMadeInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.tombolo.merkle..")
                .and()
                // A foreign authority signs over the digest that it chooses, SHA-384 and SHA-512 among them.
                .doNotHaveFullyQualifiedName("io.tombolo.verification.receipt.timestamp.TimestampToken")
                .and()
                // Its module depends on no other.
                .doNotHaveFullyQualifiedName("io.tombolo.http.server.SecretFile")
                .should()
                .callMethod(MessageDigest.class, "getInstance", String.class)
                .because("Hash.sha256() needs no catch for an algorithm that every Java has")
                .check(OurClasses.ALL);
    }

    @Test
    void packagesHaveNoCircles() {
        slices().matching("io.tombolo.(**)")
                .should()
                .beFreeOfCycles()
                // A module's one family of exceptions lives in its root package, and its inner packages throw it.
                .ignoreDependency(alwaysTrue(), assignableTo(RuntimeException.class))
                .because("a circle of packages is one package that nobody can read alone")
                .check(OurClasses.ALL);
    }

    @Test
    void namesSayWhatAThingDoes() {
        noClasses()
                .that()
                .arePublic()
                .should()
                .haveSimpleNameEndingWith("Impl")
                .orShould()
                .haveSimpleNameEndingWith("Manager")
                .orShould()
                .haveSimpleNameEndingWith("Helper")
                .orShould()
                .haveSimpleNameEndingWith("Util")
                .orShould()
                .haveSimpleNameEndingWith("Utils")
                .because("such a name hides what the class is for")
                .check(OurClasses.ALL);
    }

    @Test
    void onlyProgramsEndTheJvm() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.tombolo.cli..", "io.tombolo.anchoring..")
                .and(describe(
                        "are not programs",
                        one -> one.tryGetMethod("main", String[].class).isEmpty()))
                .should()
                .callMethod(System.class, "exit", int.class)
                .because("a library that ends its host's process loses its host's data")
                .check(OurClasses.ALL);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes()
                .that()
                .haveSimpleName("package-info")
                .should()
                .beAnnotatedWith("org.jspecify.annotations.NullMarked")
                .because("NullAway guards only what is marked")
                .check(OurClasses.ALL);
    }
}
