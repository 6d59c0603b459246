package io.tombolo.verification.trust;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.receipt.MemberRules;
import io.tombolo.verification.receipt.fabric.TestAuthority;
import io.tombolo.verification.verdict.Check;
import io.tombolo.verification.verdict.Level;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bouncycastle.asn1.x509.CRLReason;
import org.junit.jupiter.api.Test;

class PolicyFileTest {
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    private final TestAuthority root = TestAuthority.root("CN=root, O=Carriers", NOW);
    private final TestAuthority below = root.intermediate("CN=peers, O=Carriers");
    private final X509CRL list =
            below.revokes(below.peer("CN=peer0, OU=peer").certificate(), NOW, CRLReason.keyCompromise);

    @Test
    void keepsIntermediatesRevocationsAndRoles() {
        MemberRules rules = new MemberRules(List.of(below.certificate()), List.of(list), true);
        TrustPolicy policy = policy(Map.of("CarriersMSP", rules));

        TrustPolicy read = PolicyFile.read(PolicyFile.write(policy));

        assertThat(read).isEqualTo(policy);
        assertThat(read.consortia().get(0).rulesOf("CarriersMSP")).isEqualTo(rules);
    }

    @Test
    void writesNothingOfRulesThatAreNone() {
        TrustPolicy plain = policy(Map.of());

        String written = new String(PolicyFile.write(plain), UTF_8);

        assertThat(written).doesNotContain("intermediates", "revocations", "node_ous");
        assertThat(new String(PolicyFile.write(policy(Map.of("CarriersMSP", MemberRules.NONE))), UTF_8))
                .isEqualTo(written);
        assertThat(PolicyFile.read(written.getBytes(UTF_8))).isEqualTo(plain);
    }

    @Test
    void keepsWhenALedgerWasRetiredInVersionTwoAlone() {
        TrustPolicy plain = policy(Map.of());
        TrustPolicy policy = new TrustPolicy(
                plain.trust(),
                plain.logKeys(),
                plain.ledgers(),
                plain.crossAnchoring(),
                plain.oldestAnchor(),
                Map.of(plain.ledgers().get(0).name(), NOW));

        String written = new String(PolicyFile.write(policy), UTF_8);

        assertThat(written).contains("tombolo-policy/2", "\"retired\": \"2026-06-01T12:00:00Z\"");
        assertThat(PolicyFile.read(written.getBytes(UTF_8))).isEqualTo(policy);
        assertThatThrownBy(() -> read(written.replace("tombolo-policy/2", "tombolo-policy/1")))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("retired");
        assertThatThrownBy(() -> read(written.replace(NOW.toString(), "yesterday")))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("policy.ledgers[0].retired");
        assertThatThrownBy(() -> new TrustPolicy(
                        plain.trust(),
                        plain.logKeys(),
                        plain.ledgers(),
                        plain.crossAnchoring(),
                        plain.oldestAnchor(),
                        Map.of("fabric:other/anchors", NOW)))
                .hasMessage("retired: the policy has no ledger fabric:other/anchors");
    }

    @Test
    void refusesWhatIsNoRevocationListOrNoFlag() {
        String good = new String(
                PolicyFile.write(policy(Map.of("CarriersMSP", new MemberRules(List.of(), List.of(), true)))), UTF_8);

        assertThatThrownBy(() -> read(good.replace("\"node_ous\": true", "\"node_ous\": \"yes\"")))
                .isInstanceOf(MalformedException.class)
                .hasMessage("policy.ledgers[0].members[0].node_ous: must be true or false");
        assertThatThrownBy(() -> read(good.replace("\"node_ous\": true", "\"revocations\": [\"AAAA\"]")))
                .isInstanceOf(MalformedException.class)
                .hasMessage("revocation list of CarriersMSP: not an X.509 revocation list in DER");
    }

    @Test
    void refusesARevocationListThatNoAuthorityOfTheMemberSigned() {
        String good = new String(
                PolicyFile.write(policy(
                        Map.of("CarriersMSP", new MemberRules(List.of(below.certificate()), List.of(list), false)))),
                UTF_8);

        assertThatThrownBy(() -> read(good.replaceFirst("(?s)\"intermediates\": \\[.*?],", "")))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("revocation list of CarriersMSP by CN=peers,O=Carriers is signed by none");
    }

    @Test
    void reviewsAListThatIsOldAndAnAuthorityOfTwoMembers() {
        TrustPolicy policy = new TrustPolicy(
                io.tombolo.verification.verdict.Trust.POLICY,
                List.of(),
                List.of(new LedgerTrust(
                        "fabric:c/a",
                        "c",
                        "a",
                        new TreeMap<>(Map.of("AMSP", List.of(root.certificate()), "BMSP", List.of(root.certificate()))),
                        2,
                        new TreeMap<>(
                                Map.of("AMSP", new MemberRules(List.of(below.certificate()), List.of(list), true))))),
                CrossAnchoring.TWO,
                java.util.Optional.empty());

        List<Check> checks = PolicyReview.of(policy, NOW.plusSeconds(40L * 86_400));

        assertThat(checks)
                .contains(
                        Check.failed("authority of BMSP", "CN=root,O=Carriers is an authority of AMSP too"),
                        Check.failed(
                                "revocations of AMSP",
                                "a newer list than that of 2026-06-01T12:00:00Z was due at 2026-07-01T12:00:00Z"));
    }

    @Test
    void reviewsOneConsortiumUnderTwoNames() {
        TestAuthority stranger = TestAuthority.root("CN=root, O=Weather", NOW);
        LedgerTrust first = ledger("fabric:c/a", "c", "a", Map.of("AMSP", root));
        LedgerTrust otherName = ledger("fabric:again", "c", "a", Map.of("BMSP", root));
        LedgerTrust otherChannel = ledger("fabric:d/a", "d", "a", Map.of("AMSP", root));
        LedgerTrust others = ledger("fabric:c/a-of-others", "c", "a", Map.of("WMSP", stranger));

        assertThat(review(first, otherName)).containsExactly("independence of fabric:again");
        assertThat(review(first, otherChannel)).containsExactly("independence of fabric:d/a");
        assertThat(review(first, others)).isEmpty();
    }

    @Test
    void countsIndependentConsortiaNotNames() {
        TestAuthority stranger = TestAuthority.root("CN=root, O=Weather", NOW);
        LedgerTrust first = ledger("fabric:c/a", "c", "a", Map.of("AMSP", root));
        LedgerTrust otherName = ledger("fabric:again", "c", "a", Map.of("AMSP", root));
        LedgerTrust others = ledger("fabric:d/a", "d", "a", Map.of("AMSP", stranger));
        TrustPolicy policy = TrustPolicy.of(List.of(), List.of(first, otherName, others));

        assertThat(policy.level(Set.of())).isEqualTo(Level.SEALED);
        assertThat(policy.level(Set.of("fabric:c/a", "fabric:again"))).isEqualTo(Level.ANCHORED);
        assertThat(policy.level(Set.of("fabric:again", "fabric:d/a"))).isEqualTo(Level.CROSS_ANCHORED);
        assertThat(policy.consortium("fabric:again")).isEqualTo("fabric:c/a");
    }

    @Test
    void refusesALedgerThatIsNamedTwice() {
        LedgerTrust ledger = ledger("fabric:c/a", "c", "a", Map.of("AMSP", root));

        assertThatThrownBy(() -> TrustPolicy.of(List.of(), List.of(ledger, ledger)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("ledgers: fabric:c/a twice");
    }

    private static List<String> review(LedgerTrust... ledgers) {
        return PolicyReview.of(TrustPolicy.of(List.of(), List.of(ledgers)), NOW).stream()
                .filter(check -> !check.passed() && check.name().startsWith("independence"))
                .map(Check::name)
                .toList();
    }

    private static LedgerTrust ledger(
            String name, String channel, String chaincode, Map<String, TestAuthority> authorities) {
        TreeMap<String, List<X509Certificate>> members = new TreeMap<>();
        authorities.forEach((member, authority) -> members.put(member, List.of(authority.certificate())));
        return new LedgerTrust(name, channel, chaincode, members, 1);
    }

    private static TrustPolicy read(String text) {
        return PolicyFile.read(text.getBytes(UTF_8));
    }

    private TrustPolicy policy(Map<String, MemberRules> rules) {
        return TrustPolicy.of(
                List.of(),
                List.of(new LedgerTrust(
                        "fabric:tombolo/anchors",
                        "tombolo",
                        "anchors",
                        new TreeMap<>(Map.of("CarriersMSP", List.<X509Certificate>of(root.certificate()))),
                        1,
                        new TreeMap<>(rules))));
    }
}
