package io.tombolo.verification.receipt.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.checkpoint.Witness;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.EvmTrust;
import io.tombolo.verification.receipt.WitnessTrust;
import java.security.KeyPair;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EvmTrustTest {
    private static final String FIRST = "evm:1/0x" + "a".repeat(40);
    private static final Hash CODE = Keccak.hash(new byte[0]);

    private final KeyPair one = Ed25519Keys.generate();
    private final KeyPair two = Ed25519Keys.generate();

    @Test
    void contractsOfOneChainOneKeyOrOneOperatorCountAsOne() {
        assertIndependent(trust(FIRST, one, 1, ""), trust("evm:2/0x" + "b".repeat(40), two, 1, ""), true);
        assertIndependent(trust(FIRST, one, 1, ""), trust("evm:1/0x" + "b".repeat(40), two, 1, ""), false);
        assertIndependent(trust(FIRST, one, 1, ""), trust("evm:2/0x" + "b".repeat(40), one, 1, ""), false);
        assertIndependent(trust(FIRST, one, 1, "X"), trust("evm:2/0x" + "b".repeat(40), two, 1, "X"), false);
    }

    @Test
    void aWitnessOfTheSameKeyOrOfTheOnlyMemberThatIsNeededCountsAsOne() {
        assertIndependent(trust(FIRST, one, 1, ""), witness(two, ""), true);
        assertIndependent(trust(FIRST, one, 1, ""), witness(one, ""), false);
        assertIndependent(trust(FIRST, one, 1, ""), witness(two, "one.example"), false);
    }

    @Test
    void whatIsWrongIsNamed() {
        String key = vkey(one);
        assertThatThrownBy(() -> trust("evm:1/0x" + "A".repeat(40), one, 1, ""))
                .hasMessage("ledger evm:1/0x" + "A".repeat(40)
                        + ": its name must be evm:<chain id>/0x<40 lower-case hex digits>, the contract's address");
        assertThatThrownBy(() -> trust(FIRST, one, 2, ""))
                .hasMessage("ledger " + FIRST + ": quorum 2, must be 1 to 1 (its members)");
        assertThatThrownBy(() -> new EvmTrust(FIRST, CODE, new TreeMap<>(Map.of("a", List.of())), 1, Optional.empty()))
                .hasMessage("ledger " + FIRST + ": member a has no key, at least 1");
        assertThatThrownBy(() -> new EvmTrust(
                        FIRST, CODE, new TreeMap<>(Map.of("a", List.of(key), "b", List.of(key))), 1, Optional.empty()))
                .hasMessage("ledger " + FIRST + ": key " + key + " twice");
    }

    @Test
    void validatorsMakeTwoContractsDependentAndNeedTwoThirds() {
        String first = "0x" + "1".repeat(40);
        EvmTrust sealed = new EvmTrust(
                FIRST, CODE, new TreeMap<>(Map.of("a", List.of(first), "b", List.of(vkey(one)))), 2, Optional.empty());

        assertThat(sealed.membersOf(Set.of(first, "0x" + "2".repeat(40)))).containsExactly("a");
        assertThat(sealed.verifiers("a")).isEmpty();
        assertIndependent(
                sealed,
                new EvmTrust(
                        "evm:2/0x" + "b".repeat(40),
                        CODE,
                        new TreeMap<>(Map.of("c", List.of(first))),
                        1,
                        Optional.empty()),
                false);
        assertThatThrownBy(() -> new EvmTrust(FIRST, CODE, sealed.members(), 1, Optional.empty()))
                .hasMessage("ledger " + FIRST
                        + ": quorum 1 of 2 members, two thirds or more where validators' seals count");
    }

    private static void assertIndependent(AnchorTrust left, AnchorTrust right, boolean independent) {
        assertThat(left.isIndependentOf(right)).isEqualTo(independent);
        assertThat(right.isIndependentOf(left)).isEqualTo(independent);
    }

    private static EvmTrust trust(String name, KeyPair key, int quorum, String operator) {
        return new EvmTrust(
                name, CODE, new TreeMap<>(Map.of("one.example", List.of(vkey(key)))), quorum, optional(operator));
    }

    private static WitnessTrust witness(KeyPair key, String operator) {
        String vkey =
                Witness.signer("w.example", key, Clock.systemUTC()).verifier().vkey();
        return new WitnessTrust("witness:w.example", List.of(vkey), optional(operator));
    }

    private static String vkey(KeyPair key) {
        return NoteSigner.ed25519("one.example", key).verifier().vkey();
    }

    private static Optional<String> optional(String text) {
        return Optional.of(text).filter(known -> !known.isEmpty());
    }
}
