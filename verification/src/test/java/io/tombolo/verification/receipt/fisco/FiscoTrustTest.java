package io.tombolo.verification.receipt.fisco;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.EvmTrust;
import io.tombolo.verification.receipt.FiscoTrust;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import io.tombolo.verification.receipt.evm.Keccak;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class FiscoTrustTest {
    private static final String FIRST = "fisco:chain0/group0/0x" + "a".repeat(40);
    private static final String SECOND = "fisco:chain1/group0/0x" + "a".repeat(40);

    @Test
    void theQuorumIsThatOfPbft() {
        List<Integer> quorums = List.of(1, 2, 3, 3, 4, 5, 5);
        for (int nodes = 1; nodes <= quorums.size(); nodes++) {
            assertThat(new TestChain(Cryptography.STANDARD, nodes).trust().quorum())
                    .as("%d nodes", nodes)
                    .isEqualTo(quorums.get(nodes - 1));
        }
    }

    @Test
    void contractsOfOneChainOneNodeOrOneOperatorCountAsOne() {
        assertIndependent(trust(FIRST, "1", ""), trust(SECOND, "2", ""), true);
        assertIndependent(trust(FIRST, "1", ""), trust("fisco:chain0/group1/0x" + "b".repeat(40), "2", ""), false);
        assertIndependent(trust(FIRST, "1", ""), trust(SECOND, "1", ""), false);
        assertIndependent(trust(FIRST, "1", "X"), trust(SECOND, "2", "X"), false);
    }

    @Test
    void whoseNodesAreAQuorumOrWhoRunsTheOtherOneCountsAsOneWithIt() {
        assertIndependent(trust(FIRST, "1", ""), trust(SECOND, "2", "one.example"), false);
        assertIndependent(trust(FIRST, "1", ""), chain("one.example"), false);
        assertIndependent(trust(FIRST, "1", "two.example"), chain(""), false);
        assertIndependent(trust(FIRST, "1", "three.example"), chain(""), true);
    }

    @Test
    void whatIsWrongIsNamed() {
        assertThatThrownBy(() -> trust("fisco:chain0/0x" + "a".repeat(40), "1", ""))
                .hasMessage(
                        "ledger fisco:chain0/0x" + "a".repeat(40)
                                + ": its name must be fisco:<chain id>/<group id>/0x<40 lower-case hex digits>, the contract's address");
        assertThatThrownBy(() -> trust(FIRST, "x", ""))
                .hasMessage(
                        "ledger " + FIRST + ": node " + "x".repeat(128) + " twice, or not 128 lower-case hex digits");
        assertThatThrownBy(() -> of(Map.of())).hasMessage("ledger " + FIRST + ": no member, at least 1");
        assertThatThrownBy(() -> of(Map.of("a", List.of())))
                .hasMessage("ledger " + FIRST + ": member a has no key, at least 1");
    }

    private static void assertIndependent(AnchorTrust left, AnchorTrust right, boolean independent) {
        assertThat(left.isIndependentOf(right)).isEqualTo(independent);
        assertThat(right.isIndependentOf(left)).isEqualTo(independent);
    }

    private static FiscoTrust of(Map<String, List<String>> members) {
        return new FiscoTrust(FIRST, Cryptography.STANDARD, new TreeMap<>(members), Optional.empty());
    }

    private static FiscoTrust trust(String name, String digit, String operator) {
        return new FiscoTrust(
                name,
                Cryptography.STANDARD,
                new TreeMap<>(Map.of("one.example", List.of(digit.repeat(128)))),
                Optional.of(operator).filter(known -> !known.isEmpty()));
    }

    private static EvmTrust chain(String operator) {
        String key = NoteSigner.ed25519("two.example", Ed25519Keys.generate())
                .verifier()
                .vkey();
        return new EvmTrust(
                "evm:1/0x" + "a".repeat(40),
                Keccak.hash(new byte[0]),
                new TreeMap<>(Map.of("two.example", List.of(key))),
                1,
                Optional.of(operator).filter(known -> !known.isEmpty()));
    }
}
