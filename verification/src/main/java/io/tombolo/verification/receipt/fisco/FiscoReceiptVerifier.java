package io.tombolo.verification.receipt.fisco;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.AnchoredFact;
import io.tombolo.verification.receipt.FiscoTrust;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.verdict.Check;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads a FISCO BCOS chain's receipt: a call of the contract that the policy names and what it answered about a head, in a block that a
 * quorum of the policy's nodes has sealed. Its time is the block's.
 */
public final class FiscoReceiptVerifier implements ReceiptVerifier {
    private static final int WORD = 32;

    /** Answers of the contract that mean that it holds the head: taken now, or known from before. */
    private static final int LAST_CODE_OF_ANCHORED = 1;

    /** So much of what transactions begin with is unlike any hash, and fits into the smallest node of a tree. */
    private static final int DISTINCT = 24;

    @Override
    public ReceiptCheck check(byte[] receipt, AnchorTrust trust) {
        List<Check> checks = new ArrayList<>();
        try {
            FiscoReceipt read = FiscoReceipt.decode(receipt);
            if (!(trust instanceof FiscoTrust chain)) {
                checks.add(Check.failed("chain", "a FISCO BCOS chain, the policy names " + trust.name()));
                return new ReceiptCheck.NotTrusted(checks);
            }
            SealedBlock block = SealedBlock.read(read.header().toArray(), chain.cryptography());
            checks.add(Check.passed(
                    "receipt form",
                    "a transaction of block " + block.number() + " with "
                            + read.seals().size() + " seals"));
            return check(read, block, chain, checks);
        } catch (MalformedException | IllegalArgumentException e) {
            checks.add(Check.failed("receipt form", String.valueOf(e.getMessage())));
            return new ReceiptCheck.Unreadable(checks);
        }
    }

    private static ReceiptCheck check(FiscoReceipt receipt, SealedBlock block, FiscoTrust trust, List<Check> checks) {
        SortedSet<String> members = new TreeSet<>();
        int nodes = 0;
        for (FiscoReceipt.Seal seal : receipt.seals()) {
            Optional<String> member = trust.memberOf(seal.node().toArray());
            if (member.isPresent()) {
                if (!isSealed(block.hash(), seal, trust.cryptography())) {
                    checks.add(Check.failed(
                            "seal",
                            "by a node of " + member.get() + ": does not fit block " + block.number() + ", "
                                    + block.hash().hex()));
                    return new ReceiptCheck.Altered(checks);
                }
                members.add(member.get());
                nodes++;
            }
        }
        boolean enough = nodes >= trust.quorum();
        checks.add(new Check(
                "seals",
                enough,
                "by " + nodes + " nodes of " + members + ", quorum " + trust.quorum() + " of "
                        + trust.authorities().size()));
        return enough ? inBlock(receipt, block, trust, members, checks) : new ReceiptCheck.NotTrusted(checks);
    }

    /** Keccak-256 or SM3, as the profile has it. */
    public static Hash hash(byte[] message, Cryptography cryptography) {
        return SealedBlock.hash(message, cryptography);
    }

    static boolean isSealed(Hash block, FiscoReceipt.Seal seal, Cryptography cryptography) {
        byte[] node = seal.node().toArray();
        byte[] signature = seal.signature().toArray();
        return cryptography == Cryptography.STANDARD
                ? Curve.SECP256K1.isEcdsa(node, block, signature)
                : Curve.SM2.isSm2(node, block, signature);
    }

    private static ReceiptCheck inBlock(
            FiscoReceipt receipt, SealedBlock block, FiscoTrust trust, SortedSet<String> members, List<Check> checks) {
        byte[] begin = AnchorCall.place(trust);
        byte[] never = Arrays.copyOf(begin, Math.min(begin.length, DISTINCT));
        BlockPath path = new BlockPath(receipt.index(), receipt.transactionPath());
        BlockPath resultPath = new BlockPath(receipt.index(), receipt.resultPath());
        Hash transaction = SealedBlock.hash(receipt.transaction().toArray(), trust.cryptography());
        Hash result = SealedBlock.hash(receipt.result().toArray(), trust.cryptography());
        boolean included = path.isLike(resultPath)
                && path.root(transaction, never, trust.cryptography()).equals(block.transactions())
                && resultPath.root(result, never, trust.cryptography()).equals(block.receipts());
        checks.add(new Check(
                "transaction",
                included,
                transaction.hex() + " at index " + receipt.index() + (included ? " in" : " and its result: not in")
                        + " block " + block.number()));
        if (!included) {
            return new ReceiptCheck.Altered(checks);
        }
        AnchorCall call = AnchorCall.read(receipt.transaction().toArray(), trust, receipt.head());
        Optional<long[]> answer = answer(receipt.result(), call, (int) receipt.head(), block.number());
        boolean anchored = answer.filter(
                        found -> found[0] >= 0 && found[0] <= LAST_CODE_OF_ANCHORED && found[1] == call.size())
                .isPresent();
        checks.add(new Check(
                "head",
                anchored,
                "size " + call.size() + " of " + call.origin() + ": "
                        + answer.map(found -> "answer " + found[0] + " about size " + found[1])
                                .orElse("the call failed")
                        + ", must be 0 or 1 about this size"));
        if (!anchored) {
            return new ReceiptCheck.Altered(checks);
        }
        AnchoredFact fact = new AnchoredFact(
                call.origin(),
                call.size(),
                call.root(),
                Instant.ofEpochMilli(block.time()),
                trust.name() + "/" + block.number());
        return new ReceiptCheck.Vouched(fact, members, false, checks);
    }

    /**
     * Code and size that the contract answered about a head, empty if the call failed. A result begins with version, gas, the address of a
     * contract when it is one's creation, status, and output; it ends with the block's number. The output has a length that the call determines.
     */
    private static Optional<long[]> answer(Bytes result, AnchorCall call, int head, long number) {
        ByteBuffer bytes = ByteBuffer.wrap(result.toArray());
        int output = (2 + 2 * call.heads()) * WORD;
        if (bytes.remaining() < Integer.BYTES) {
            throw new MalformedException("result: cut off");
        }
        bytes.getInt();
        SealedBlock.skipDigits(bytes);
        if (bytes.remaining() < Integer.BYTES || bytes.getInt() != 0) {
            return Optional.empty();
        }
        if (bytes.remaining() < output + Long.BYTES
                || bytes.getLong(bytes.limit() - Long.BYTES) != number
                || word(bytes, 0) != WORD
                || word(bytes, 1) != call.heads()) {
            throw new MalformedException("result: not " + call.heads() + " answers in block " + number);
        }
        return Optional.of(new long[] {word(bytes, 2 + 2 * head), word(bytes, 3 + 2 * head)});
    }

    private static long word(ByteBuffer bytes, int index) {
        int at = bytes.position() + index * WORD;
        for (int i = at; i < at + WORD - Long.BYTES; i++) {
            if (bytes.get(i) != 0) {
                throw new MalformedException("result: a number over 2^64");
            }
        }
        return bytes.getLong(at + WORD - Long.BYTES);
    }
}
