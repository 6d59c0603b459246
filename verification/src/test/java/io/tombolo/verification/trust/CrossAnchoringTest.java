package io.tombolo.verification.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.checkpoint.Witness;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.verification.receipt.WitnessTrust;
import io.tombolo.verification.verdict.Check;
import io.tombolo.verification.verdict.Level;
import io.tombolo.verification.verdict.Trust;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CrossAnchoringTest {
    private static final WitnessTrust A = witness("a.example", 1, Optional.empty());
    private static final WitnessTrust B = witness("b.example", 2, Optional.empty());
    private static final WitnessTrust C = witness("c.example", 3, Optional.empty());

    @Test
    void aGroupNeedsAsManyAsItsThresholdAndAnInnerGroupCountsAsOne() {
        CrossAnchoring.Group inner = new CrossAnchoring.Group(1, List.of(B.name(), C.name()), List.of());
        TrustPolicy policy = policy(List.of(A, B, C), new CrossAnchoring.Group(2, List.of(A.name()), List.of(inner)));

        assertThat(policy.level(Set.of())).isEqualTo(Level.SEALED);
        assertThat(policy.level(Set.of(A.name()))).isEqualTo(Level.ANCHORED);
        assertThat(policy.level(Set.of(B.name(), C.name()))).isEqualTo(Level.ANCHORED);
        assertThat(policy.level(Set.of(A.name(), C.name()))).isEqualTo(Level.CROSS_ANCHORED);
    }

    @Test
    void enoughConfirmUpToTheSmallestOfThoseThatAreNeeded() {
        CrossAnchoring.Group inner = new CrossAnchoring.Group(2, List.of("b", "c"), List.of());
        CrossAnchoring.Group outer = new CrossAnchoring.Group(1, List.of("a"), List.of(inner));

        assertThat(outer.upTo(Map.of("a", 5L, "b", 9L, "c", 7L))).isEqualTo(7);
        assertThat(inner.upTo(Map.of("a", 5L, "b", 9L))).isEqualTo(-1);
        assertThat(new CrossAnchoring.Any(2).upTo(Map.of("a", 5L, "b", 9L, "c", 7L)))
                .isEqualTo(7);
        assertThat(new CrossAnchoring.Any(2).upTo(Map.of("a", 5L))).isEqualTo(-1);
    }

    @Test
    void theFileOfASecondVersionIsReadAsItWasWritten() {
        CrossAnchoring.Group inner = new CrossAnchoring.Group(1, List.of(B.name(), C.name()), List.of());
        TrustPolicy policy = policy(
                List.of(A, B, witness("c.example", 3, Optional.of("Carriers"))),
                new CrossAnchoring.Group(2, List.of(A.name()), List.of(inner)));

        byte[] file = PolicyFile.write(policy);

        assertThat(text(file)).contains("\"tombolo-policy/2\"").doesNotContain("cross_anchored_ledgers");
        assertThat(PolicyFile.read(file)).isEqualTo(policy);
        TrustPolicy counted = policy(List.of(A, B), new CrossAnchoring.Any(2));
        assertThat(PolicyFile.read(PolicyFile.write(counted))).isEqualTo(counted);
    }

    @Test
    void theFirstVersionHasNoWitnessesAndNoGroups() {
        String second = text(PolicyFile.write(policy(List.of(A), new CrossAnchoring.Any(2))));

        assertThatThrownBy(() -> read(second.replace("policy/2", "policy/1")))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("channel");
        assertThatThrownBy(() -> read(second.replace("policy/2", "policy/3")))
                .hasMessage("policy.format: must be tombolo-policy/1 or tombolo-policy/2");
    }

    @Test
    void aGroupThatCannotBeMetOrCountsOneTwiceIsRefusedByName() {
        assertThatThrownBy(() -> new CrossAnchoring.Group(3, List.of("a", "b"), List.of()))
                .hasMessage("cross_anchored: threshold 3, must be 1 to 2 (what is in its group)");
        assertThatThrownBy(() -> policy(List.of(A), new CrossAnchoring.Group(1, List.of("witness:z"), List.of())))
                .hasMessage("cross_anchored: the policy has no ledger witness:z");
        CrossAnchoring.Group again = new CrossAnchoring.Group(1, List.of(A.name()), List.of());
        assertThatThrownBy(() -> policy(List.of(A, B), new CrossAnchoring.Group(2, List.of(A.name()), List.of(again))))
                .hasMessage("cross_anchored: witness:a.example twice");
    }

    @Test
    void groupsInGroupsHaveALimit() {
        CrossAnchoring.Group group = new CrossAnchoring.Group(1, List.of(A.name()), List.of());
        for (int i = 0; i < 4; i++) {
            group = new CrossAnchoring.Group(1, List.of(), List.of(group));
        }
        TrustPolicy five = policy(List.of(A), group);
        byte[] six = PolicyFile.write(policy(List.of(A), new CrossAnchoring.Group(1, List.of(), List.of(group))));

        assertThat(PolicyFile.read(PolicyFile.write(five))).isEqualTo(five);
        assertThatThrownBy(() -> PolicyFile.read(six))
                .isInstanceOf(MalformedException.class)
                .hasMessageStartingWith("policy: nested deeper than 12");
    }

    @Test
    void witnessesOfOneKeyOrOneOperatorCountAsOne() {
        WitnessTrust sameKey = witness("other.example", 1, Optional.empty());
        WitnessTrust one = witness("one.example", 4, Optional.of("Carriers"));
        WitnessTrust two = witness("two.example", 5, Optional.of("Carriers"));

        assertThat(A.isIndependentOf(B)).isTrue();
        assertThat(A.isIndependentOf(sameKey)).isFalse();
        assertThat(one.isIndependentOf(two)).isFalse();
        TrustPolicy policy = policy(List.of(one, two), CrossAnchoring.TWO);
        assertThat(policy.level(Set.of(one.name(), two.name()))).isEqualTo(Level.ANCHORED);
        assertThat(PolicyReview.of(policy, Instant.EPOCH))
                .contains(Check.failed(
                        "independence of witness:two.example",
                        "counts as one with witness:one.example: the same key, operator or chain; together they do not"
                                + " make a head CROSS_ANCHORED"));
        assertThatThrownBy(() -> policy(
                        List.of(one, two), new CrossAnchoring.Group(2, List.of(one.name(), two.name()), List.of())))
                .hasMessage("cross_anchored: witness:one.example and witness:two.example are not independent of each"
                        + " other");
    }

    @Test
    void aWitnessHasTheNameOfItsKeys() {
        String key = A.keys().get(0);

        assertThatThrownBy(() -> new WitnessTrust("witness:b.example", List.of(key), Optional.empty()))
                .hasMessage("ledger witness:b.example: its key is that of witness:a.example");
        assertThatThrownBy(() -> new WitnessTrust("witness:a.example", List.of(), Optional.empty()))
                .hasMessage("ledger witness:a.example: no key, at least 1");
        assertThatThrownBy(() -> new WitnessTrust("witness:a.example", List.of("a.example+x"), Optional.empty()))
                .hasMessageStartingWith("ledger witness:a.example: verifier key");
        assertThat(WitnessTrust.ofVkey(key)).isEqualTo(A);
    }

    private static TrustPolicy policy(List<WitnessTrust> witnesses, CrossAnchoring crossAnchoring) {
        return new TrustPolicy(Trust.POLICY, List.of(), List.copyOf(witnesses), crossAnchoring, Optional.empty());
    }

    private static WitnessTrust witness(String name, int seed, Optional<String> operator) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        String vkey = Witness.signer(name, Ed25519Keys.fromSeed(bytes), Clock.systemUTC())
                .verifier()
                .vkey();
        return new WitnessTrust("witness:" + name, List.of(vkey), operator);
    }

    private static TrustPolicy read(String file) {
        return PolicyFile.read(file.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(byte[] file) {
        return new String(file, StandardCharsets.UTF_8);
    }
}
