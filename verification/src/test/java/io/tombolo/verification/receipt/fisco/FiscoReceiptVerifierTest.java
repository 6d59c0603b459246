package io.tombolo.verification.receipt.fisco;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.checkpoint.Witness;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.verification.Sweep;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.WitnessTrust;
import io.tombolo.verification.verdict.Check;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Blocks made here in the form of the recorded ones, since none of those has a call of this contract. */
class FiscoReceiptVerifierTest {
    private static final Hash ROOT = Hash.of(Hash.sha256().digest(new byte[] {9}));
    private static final TestChain.Head HEAD = head("0", 0);
    private static final List<TestChain.Head> HEADS = List.of(head("7", 7), HEAD, head("2", 1));

    private final FiscoReceiptVerifier verifier = new FiscoReceiptVerifier();

    @ParameterizedTest
    @EnumSource(Cryptography.class)
    void aHeadThatTheContractTookInASealedBlockIsConfirmedAtItsTime(Cryptography cryptography) {
        TestChain chain = new TestChain(cryptography, 4);

        ReceiptCheck check = verifier.check(chain.receipt(HEADS, 1, 0, 1, 3).encode(), chain.trust());

        assertThat(check).as("%s", check).isInstanceOf(ReceiptCheck.Vouched.class);
        ReceiptCheck.Vouched vouched = (ReceiptCheck.Vouched) check;
        assertThat(vouched.members()).containsExactly("member-0.example", "member-1.example", "member-3.example");
        assertThat(vouched.fact().origin()).isEqualTo("acme.example/flights/0");
        assertThat(vouched.fact().size()).isEqualTo(200);
        assertThat(vouched.fact().root()).isEqualTo(ROOT);
        assertThat(vouched.fact().anchoredAt()).isEqualTo(Instant.ofEpochMilli(TestChain.TIME));
        assertThat(vouched.fact().transactionId()).isEqualTo(chain.trust().name() + "/7");
        assertThat(vouched.checks())
                .extracting(Check::name)
                .containsExactly("receipt form", "seals", "transaction", "head");
    }

    @ParameterizedTest
    @EnumSource(Cryptography.class)
    void noByteOfItMayChange(Cryptography cryptography) {
        TestChain chain = new TestChain(cryptography, 1);
        byte[] receipt = chain.receipt(List.of(HEAD), 0, 0).encode();
        for (int i : Sweep.of(receipt)) {
            byte[] changed = receipt.clone();
            changed[i] ^= 1;

            assertThat(verifier.check(changed, chain.trust()))
                    .as("byte %d", i)
                    .isNotInstanceOf(ReceiptCheck.Vouched.class);
        }
    }

    @Test
    void noPartOfItIsAReceipt() {
        TestChain chain = new TestChain(Cryptography.STANDARD, 1);
        byte[] receipt = chain.receipt(List.of(HEAD), 0, 0).encode();
        for (int length = 0; length < receipt.length; length++) {
            assertThat(verifier.check(Arrays.copyOf(receipt, length), chain.trust()))
                    .isInstanceOf(ReceiptCheck.Unreadable.class);
        }
        assertRefused(chain.trust(), new byte[300_000], ReceiptCheck.Unreadable.class, "receipt form", "limit 262144");
    }

    @Test
    void itsPlaceInTheBlockMayBeAnyAndIsBound() {
        TestChain chain = new TestChain(Cryptography.STANDARD, 1);
        byte[] transaction = TestChain.transaction(List.of(HEAD));
        byte[] result = TestChain.result(List.of(HEAD), TestChain.NUMBER);
        for (int index = 0; index < 3; index++) {
            FiscoReceipt good = chain.receipt(transaction, result, 0, index, 0);
            assertThat(verifier.check(good.encode(), chain.trust())).isInstanceOf(ReceiptCheck.Vouched.class);
        }
        FiscoReceipt good = chain.receipt(transaction, result, 0, 0, 0);
        FiscoReceipt moved = new FiscoReceipt(
                good.header(),
                good.transaction(),
                good.result(),
                0,
                1,
                good.transactionPath(),
                good.resultPath(),
                good.seals());
        assertRefused(
                chain.trust(), moved.encode(), ReceiptCheck.Altered.class, "transaction", "and its result: not in");
    }

    @Test
    void aResultOfAnotherTransactionIsNotItsOwn() {
        TestChain chain = new TestChain(Cryptography.STANDARD, 1);
        FiscoReceipt good = chain.receipt(List.of(HEAD), 0, 0);
        List<Bytes> shorter = List.of(good.resultPath().get(1));
        FiscoReceipt other = new FiscoReceipt(
                good.header(), good.transaction(), good.result(), 0, 1, good.transactionPath(), shorter, good.seals());

        assertRefused(chain.trust(), other.encode(), ReceiptCheck.Altered.class, "transaction", "not in block 7");
    }

    @Test
    void sealsOfTooFewOrOfOthersDoNotCount() {
        TestChain chain = new TestChain(Cryptography.STANDARD, 4);
        assertRefused(
                chain.trust(),
                chain.receipt(List.of(HEAD), 0, 0, 1).encode(),
                ReceiptCheck.NotTrusted.class,
                "seals",
                "by 2 nodes of [member-0.example, member-1.example], quorum 3 of 4");
        assertRefused(
                new TestChain(Cryptography.STANDARD, 4, 2).trust(),
                chain.receipt(List.of(HEAD), 0, 0, 1, 2).encode(),
                ReceiptCheck.NotTrusted.class,
                "seals",
                "by 0 nodes of [], quorum 3 of 4");
        FiscoReceipt good = chain.receipt(List.of(HEAD), 0, 0, 1, 2);
        FiscoReceipt elsewhere = chain.receipt(List.of(head("3", 0)), 0, 0, 1, 2);
        FiscoReceipt moved = new FiscoReceipt(
                good.header(),
                good.transaction(),
                good.result(),
                0,
                1,
                good.transactionPath(),
                good.resultPath(),
                elsewhere.seals());
        assertRefused(chain.trust(), moved.encode(), ReceiptCheck.Altered.class, "seal", "does not fit block 7");
    }

    @Test
    void aHeadThatTheContractRefusedIsNotConfirmed() {
        TestChain chain = new TestChain(Cryptography.STANDARD, 1);
        assertThat(verifier.check(chain.receipt(HEADS, 2, 0).encode(), chain.trust()))
                .as("known from before")
                .isInstanceOf(ReceiptCheck.Vouched.class);
        assertRefused(
                chain.trust(),
                chain.receipt(HEADS, 0, 0).encode(),
                ReceiptCheck.Altered.class,
                "head",
                "size 200 of acme.example/flights/7: answer 7 about size 200, must be 0 or 1");
        TestChain.Head first = HEADS.get(0);
        List<TestChain.Head> above = List.of(
                new TestChain.Head(first.organisation(), first.dataset(), first.log(), first.size(), first.root(), -1));
        assertRefused(
                chain.trust(),
                chain.receipt(above, 0, 0).encode(),
                ReceiptCheck.Altered.class,
                "head",
                "answer -1 about size 200, must be 0 or 1");
        assertUnreadable(chain, chain.receipt(HEADS, 3, 0), "head 3 of 3, limit 1000");
        byte[] failed = TestChain.result("95123", 16, new byte[0], TestChain.NUMBER);
        assertRefused(
                chain.trust(),
                chain.receipt(TestChain.transaction(HEADS), failed, 1, 1, 0).encode(),
                ReceiptCheck.Altered.class,
                "head",
                "the call failed");
        byte[] otherBlock = TestChain.result(HEADS, 8);
        assertUnreadable(
                chain, chain.receipt(TestChain.transaction(HEADS), otherBlock, 1, 1, 0), "3 answers in block 7");
        byte[] fewer = TestChain.result(HEADS.subList(0, 2), TestChain.NUMBER);
        assertUnreadable(chain, chain.receipt(TestChain.transaction(HEADS), fewer, 1, 1, 0), "3 answers in block 7");
    }

    /** Fields are joined without lengths: a transaction to another contract can have the same bytes as one to ours. */
    @Test
    void aTransactionThatCouldBeOneToAnotherContractIsNotRead() {
        TestChain chain = new TestChain(Cryptography.STANDARD, 1);
        byte[] result = TestChain.result(List.of(HEAD), TestChain.NUMBER);
        byte[] call = TestChain.call(List.of(HEAD));
        String other = "0x" + "b".repeat(40);
        assertUnreadable(
                chain,
                chain.receipt(
                        TestChain.transaction(
                                "1".repeat(32), TestChain.CONTRACT, TestChain.concat(call, other.getBytes(UTF_8))),
                        result,
                        0,
                        1,
                        0),
                "its input holds what could be an address");
        assertUnreadable(
                chain,
                chain.receipt(TestChain.transaction("1".repeat(72), TestChain.CONTRACT, call), result, 0, 1, 0),
                "with a nonce of 32 digits");
        assertUnreadable(
                chain,
                chain.receipt(TestChain.transaction("a".repeat(32), TestChain.CONTRACT, call), result, 0, 1, 0),
                "its nonce must be 32 digits");
        byte[] created = TestChain.result("95123" + "1".repeat(40), 0, new byte[128], TestChain.NUMBER);
        assertUnreadable(
                chain, chain.receipt(TestChain.transaction(List.of(HEAD)), created, 0, 1, 0), "1 to 20 decimal digits");
        assertUnreadable(
                chain, chain.receipt(TestChain.transaction(List.of(HEAD)), new byte[100], 0, 1, 0), "no digits");
    }

    /** Leaves and pairs are hashed alike: 64 bytes of a transaction could be two hashes, under which there is anything. */
    @Test
    void aTransactionInPlaceOfTwoHashesIsNotAPath() {
        byte[] begin = "chain0group0".getBytes(UTF_8);
        byte[] sibling = Arrays.copyOf(TestChain.concat(new byte[4], begin), 32);
        BlockPath path = new BlockPath(1, List.of(Bytes.of(sibling)));

        assertThatThrownBy(() -> path.root(ROOT, begin, Cryptography.STANDARD))
                .hasMessage("block path: a transaction in place of hashes at level 0");
    }

    @Test
    void anotherContractAnotherProfileAndAnotherKindAreNotMet() {
        TestChain chain = new TestChain(Cryptography.STANDARD, 1);
        byte[] receipt = chain.receipt(List.of(HEAD), 0, 0).encode();
        assertRefused(
                chain.trust("0x" + "6b".repeat(20)),
                receipt,
                ReceiptCheck.Unreadable.class,
                "receipt form",
                "not a call of fisco:chain0/group0/0x6b6b");
        assertThat(verifier.check(receipt, new TestChain(Cryptography.NATIONAL, 1).trust()))
                .isInstanceOf(ReceiptCheck.NotTrusted.class);
        AnchorTrust witness = WitnessTrust.ofVkey(vkey());
        assertRefused(witness, receipt, ReceiptCheck.NotTrusted.class, "chain", "the policy names witness:w.example");
    }

    private static String vkey() {
        return Witness.signer("w.example", Ed25519Keys.generate(), Clock.systemUTC())
                .verifier()
                .vkey();
    }

    private void assertUnreadable(TestChain chain, FiscoReceipt receipt, String compared) {
        assertRefused(chain.trust(), receipt.encode(), ReceiptCheck.Unreadable.class, "receipt form", compared);
    }

    private void assertRefused(
            AnchorTrust by, byte[] bytes, Class<? extends ReceiptCheck> as, String name, String compared) {
        ReceiptCheck check = verifier.check(bytes, by);
        assertThat(check).as("%s", check).isInstanceOf(as);
        Check last = check.checks().get(check.checks().size() - 1);
        assertThat(last.passed()).isFalse();
        assertThat(last.name()).isEqualTo(name);
        assertThat(last.compared()).contains(compared);
    }

    private static TestChain.Head head(String log, int code) {
        return new TestChain.Head("acme.example", "flights", log, 200, ROOT, code);
    }
}
