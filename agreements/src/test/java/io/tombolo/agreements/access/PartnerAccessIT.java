package io.tombolo.agreements.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.tombolo.agreements.Action;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.Party;
import io.tombolo.agreements.Step;
import io.tombolo.agreements.Terms;
import io.tombolo.agreements.Two;
import io.tombolo.http.server.Tokens;
import io.tombolo.kafka.EmbeddedKafka;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a broker with Kafka's authorizer, where everybody is the super user. */
class PartnerAccessIT {
    private static final String USER = "partner-partner.example";
    private static final String READS_FLIGHTS = USER + " READ TOPIC LITERAL acme.example.flights";
    private static final String HAS_GROUPS = USER + " READ GROUP PREFIXED partner.example_";

    @TempDir
    static Path dir;

    private static EmbeddedKafka broker;
    private static Map<String, String> kafka;
    private static Admin admin;

    private final List<Agreement> agreements = new ArrayList<>();
    private Instant now = Two.NOW;
    private Tokens tokens;
    private PartnerAccess access;

    @BeforeAll
    static void start() {
        broker = EmbeddedKafka.start(new EmbeddedKafka.Config(
                dir.resolve("kafka"),
                "127.0.0.1",
                0,
                Map.of(
                        "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "super.users", "User:ANONYMOUS")));
        kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
        admin = Admin.create(Map.copyOf(kafka));
    }

    @AfterAll
    static void stop() {
        admin.close();
        broker.close();
    }

    @BeforeEach
    void begin() throws Exception {
        tokens = new Tokens(dir.resolve("tokens" + System.nanoTime() + ".json"), Clock.systemUTC());
        access = open();
        assertThat(access.reconcile()).isTrue();
        assertThat(acls()).noneMatch(acl -> acl.startsWith("partner-"));
    }

    @AfterEach
    void end() {
        agreements.clear();
        access.reconcile();
        access.close();
    }

    private PartnerAccess open() {
        return new PartnerAccess(
                kafka,
                () -> List.copyOf(agreements),
                Optional.of(tokens),
                ((InstantSource) () -> now).withZone(ZoneOffset.UTC),
                Duration.ofDays(1));
    }

    @Test
    void anAgreementInForceGivesItsTopicItsGroupsAndItsRate() throws Exception {
        agreements.add(inForce("flights"));

        access.reconcile();

        assertThat(acls()).containsExactlyInAnyOrder(READS_FLIGHTS, HAS_GROUPS);
        assertThat(quotas().get(USER)).isEqualTo(Map.of("consumer_byte_rate", 10_000_000.0));
        PartnerAccess.Credentials issued = access.issue(Two.PARTNER).orElseThrow();
        assertThat(issued.user()).isEqualTo(USER);
        assertThat(access.users()).contains(USER);
        assertThat(tokens.admit("Bearer " + issued.token().orElseThrow(), Tokens.Scope.READ)
                        .name())
                .isEqualTo(USER);
        assertThat(access.drifts()).isEmpty();
    }

    @Test
    void doneTwiceAndByAnotherProcessItChangesNothing() throws Exception {
        agreements.add(inForce("flights"));
        access.reconcile();
        PartnerAccess.Credentials issued = access.issue(Two.PARTNER).orElseThrow();

        access.reconcile();
        try (PartnerAccess restarted = open()) {
            restarted.reconcile();
            restarted.reconcile();
            assertThat(restarted.drifts()).isEmpty();
        }

        assertThat(acls()).containsExactlyInAnyOrder(READS_FLIGHTS, HAS_GROUPS);
        assertThat(access.users()).contains(USER);
        assertThat(tokens.admit("Bearer " + issued.token().orElseThrow(), Tokens.Scope.READ)
                        .name())
                .isEqualTo(USER);
        assertThat(access.drifts()).isEmpty();
    }

    @Test
    void whatWasEditedByHandIsCorrectedAndReported() throws Exception {
        agreements.add(inForce("flights"));
        access.reconcile();
        AclBinding extra = acl(USER, ResourceType.TOPIC, "acme.example.secrets");
        admin.createAcls(List.of(extra)).all().get();
        admin.deleteAcls(List.of(
                        acl(USER, ResourceType.TOPIC, "acme.example.flights").toFilter()))
                .all()
                .get();
        ClientQuotaEntity entity = new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, USER));
        admin.alterClientQuotas(List.of(new ClientQuotaAlteration(
                        entity, List.of(new ClientQuotaAlteration.Op("consumer_byte_rate", 1e12)))))
                .all()
                .get();

        access.reconcile();

        assertThat(acls()).containsExactlyInAnyOrder(READS_FLIGHTS, HAS_GROUPS);
        assertThat(quotas().get(USER)).isEqualTo(Map.of("consumer_byte_rate", 10_000_000.0));
        assertThat(access.drifts())
                .extracting(PartnerAccess.Drift::what)
                .containsExactlyInAnyOrder(
                        "too much: ALLOW READ TOPIC LITERAL acme.example.secrets from *",
                        "missing: ALLOW READ TOPIC LITERAL acme.example.flights from *",
                        "quotas {consumer_byte_rate=1.0E12} instead of {consumer_byte_rate=1.0E7}");
        assertThat(access.drifts())
                .allMatch(drift -> drift.user().equals(USER) && drift.at().equals(now));
    }

    @Test
    void aPartnerThatNobodyAgreedWithLosesWhatItWasGivenByHand() throws Exception {
        admin.createAcls(List.of(acl("partner-stranger.example", ResourceType.TOPIC, "acme.example.flights")))
                .all()
                .get();
        addUser("partner-stranger.example");

        access.reconcile();

        assertThat(acls()).isEmpty();
        assertThat(access.users()).isEmpty();
        assertThat(access.drifts()).extracting(PartnerAccess.Drift::user).containsOnly("partner-stranger.example");
    }

    @Test
    void whatHasAnotherNameIsNeverTouched() throws Exception {
        AclBinding other = acl("partner-team", ResourceType.TOPIC, "acme.example.flights");
        admin.createAcls(List.of(other)).all().get();
        addUser("partner-team");
        tokens.create("partner-team", Tokens.Scope.READ);
        try {
            agreements.add(inForce("flights"));
            access.reconcile();
            agreements.set(0, ended(agreements.get(0)));
            access.reconcile();

            assertThat(acls()).containsExactly("partner-team READ TOPIC LITERAL acme.example.flights");
            assertThat(admin.describeUserScramCredentials().users().get()).contains("partner-team");
            assertThat(tokens.list()).allMatch(Tokens.Token::valid);
        } finally {
            admin.deleteAcls(List.of(other.toFilter())).all().get();
        }
    }

    /** The broker that is asked hears of a change after the controller has confirmed it. */
    @Test
    void whatEndsAtOnceLeavesNothingAndIsNotADrift() throws Exception {
        for (int i = 0; i < 20; i++) {
            agreements.add(inForce("flights"));
            access.reconcile();
            access.issue(Two.PARTNER);
            agreements.set(0, ended(agreements.get(0)));
            access.reconcile();

            assertThat(acls()).isEmpty();
            assertThat(quotas().get(USER)).containsOnlyKeys("request_percentage");
            assertThat(access.users()).isEmpty();
            agreements.clear();
        }
        assertThat(access.drifts()).isEmpty();
    }

    @Test
    void suspensionTakesTheAccessAndKeepsTheCredentials() throws Exception {
        agreements.add(inForce("flights"));
        access.reconcile();
        access.issue(Two.PARTNER);
        agreements.set(0, step(agreements.get(0), Action.SUSPEND));

        access.reconcile();

        assertThat(acls()).isEmpty();
        assertThat(quotas().get(USER)).containsOnlyKeys("request_percentage");
        assertThat(access.users()).contains(USER);
        assertThat(tokens.list()).allMatch(Tokens.Token::valid);
        agreements.set(0, step(agreements.get(0), Action.RESUME));
        access.reconcile();
        assertThat(acls()).containsExactlyInAnyOrder(READS_FLIGHTS, HAS_GROUPS);
        assertThat(quotas().get(USER)).containsOnlyKeys("consumer_byte_rate");
    }

    @Test
    void theEndTakesEverything() throws Exception {
        agreements.add(inForce("flights"));
        access.reconcile();
        access.issue(Two.PARTNER);
        agreements.set(0, ended(agreements.get(0)));

        access.reconcile();

        assertThat(acls()).isEmpty();
        assertThat(access.users()).isEmpty();
        assertThat(tokens.list()).isNotEmpty().noneMatch(Tokens.Token::valid);
        assertThat(access.issue(Two.PARTNER)).isEmpty();
        assertThat(access.drifts()).isEmpty();
    }

    @Test
    void theEndOfOneOfTwoAgreementsTakesItsTopicAlone() throws Exception {
        agreements.add(inForce("flights"));
        agreements.add(inForce("orders"));
        access.reconcile();
        access.issue(Two.PARTNER);
        assertThat(quotas().get(USER)).isEqualTo(Map.of("consumer_byte_rate", 20_000_000.0));
        agreements.set(1, ended(agreements.get(1)));

        access.reconcile();

        assertThat(acls()).containsExactlyInAnyOrder(READS_FLIGHTS, HAS_GROUPS);
        assertThat(access.users()).contains(USER);
        assertThat(quotas().get(USER)).isEqualTo(Map.of("consumer_byte_rate", 10_000_000.0));
    }

    @Test
    void thePeriodBeginsAndEndsByTheClock() throws Exception {
        Agreement agreement = inForce("flights");
        agreements.add(agreement);
        now = agreement.terms().from().minusSeconds(1);
        access.reconcile();
        assertThat(acls()).isEmpty();

        now = agreement.terms().from();
        access.reconcile();
        assertThat(acls()).containsExactlyInAnyOrder(READS_FLIGHTS, HAS_GROUPS);

        assertThat(access.issue(Two.PARTNER)).isPresent();
        now = agreement.terms().until();
        access.reconcile();
        assertThat(acls()).isEmpty();
        assertThat(access.users()).isEmpty();
        assertThat(Wanted.nextChange(agreements, agreement.terms().from()))
                .contains(agreement.terms().until());
        assertThat(Wanted.nextChange(agreements, now)).isEmpty();
    }

    private static Agreement inForce(String dataset) {
        Party partner = Two.party(Two.PARTNER, Two.PARTNER_KEY);
        Terms terms = Two.terms(Terms.newId(), dataset, partner);
        Agreement offered = taken(
                Optional.empty(), Step.first(Action.OFFER, terms, Two.NOW), Two.OWNER, Two.OWNER_KEY, terms.text());
        Agreement agreed = taken(
                Optional.of(offered), offered.next(Action.ACCEPT, Two.NOW, "-"), Two.PARTNER, Two.PARTNER_KEY, null);
        return step(agreed, Action.FINALIZE);
    }

    private static Agreement step(Agreement before, Action action) {
        return taken(Optional.of(before), before.next(action, Two.NOW, "-"), Two.OWNER, Two.OWNER_KEY, null);
    }

    private static Agreement ended(Agreement before) {
        return step(before, Action.END);
    }

    private static Agreement taken(Optional<Agreement> before, Step step, String by, KeyPair key, String terms) {
        return ((Agreement.Outcome.Changed)
                        Agreement.take(before, step.signed(by, key), Optional.ofNullable(terms), Two.NOW))
                .agreement();
    }

    private static AclBinding acl(String user, ResourceType type, String name) {
        return new AclBinding(
                new ResourcePattern(type, name, PatternType.LITERAL),
                new AccessControlEntry("User:" + user, "*", AclOperation.READ, AclPermissionType.ALLOW));
    }

    private static void addUser(String user) throws Exception {
        admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                        user, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4_096), "a password")))
                .all()
                .get();
    }

    private static Collection<String> acls() throws Exception {
        TreeSet<String> all = new TreeSet<>();
        for (AclBinding one : admin.describeAcls(AclBindingFilter.ANY).values().get()) {
            all.add(one.entry().principal().substring("User:".length()) + " "
                    + one.entry().operation() + " "
                    + one.pattern().resourceType() + " " + one.pattern().patternType() + " "
                    + one.pattern().name());
        }
        return all;
    }

    private static Map<String, Map<String, Double>> quotas() throws Exception {
        Map<String, Map<String, Double>> all = new TreeMap<>();
        admin.describeClientQuotas(ClientQuotaFilter.all())
                .entities()
                .get()
                .forEach((entity, values) -> all.put(entity.entries().get(ClientQuotaEntity.USER), values));
        return all;
    }
}
