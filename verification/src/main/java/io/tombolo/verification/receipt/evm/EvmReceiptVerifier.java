package io.tombolo.verification.receipt.evm;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.NoteCheck;
import io.tombolo.merkle.note.NoteSignature;
import io.tombolo.merkle.note.SignedNote;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.AnchoredFact;
import io.tombolo.verification.receipt.EvmTrust;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.ReceiptVerifier;
import io.tombolo.verification.verdict.Check;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Reads an EVM chain's receipt: a head in the storage of the contract that the policy names, by state proofs up to a block header, and
 * that header signed or sealed by a quorum of the policy's members. Its time is that of the block which anchored the head.
 */
public final class EvmReceiptVerifier implements ReceiptVerifier {
    private static final int WORD = 32;
    private static final int ACCOUNT_FIELDS = 4;

    @Override
    public ReceiptCheck check(byte[] receipt, AnchorTrust trust) {
        List<Check> checks = new ArrayList<>();
        try {
            EvmReceipt read = EvmReceipt.decode(receipt);
            BlockHeader header = BlockHeader.decode(read.header().toArray());
            checks.add(Check.passed(
                    "receipt form",
                    "a state proof of " + read.nodes().size() + " nodes and header " + header.number()));
            if (!(trust instanceof EvmTrust chain)) {
                checks.add(Check.failed("chain", "an EVM chain, the policy names " + trust.name()));
                return new ReceiptCheck.NotTrusted(checks);
            }
            return check(read, header, chain, checks);
        } catch (MalformedException | IllegalArgumentException e) {
            checks.add(Check.failed("receipt form", String.valueOf(e.getMessage())));
            return new ReceiptCheck.Unreadable(checks);
        }
    }

    private static ReceiptCheck check(EvmReceipt receipt, BlockHeader header, EvmTrust trust, List<Check> checks) {
        header.seals().ifPresent(checks::add);
        if (!checks.get(checks.size() - 1).passed()) {
            return new ReceiptCheck.Altered(checks);
        }
        SortedSet<String> members = new TreeSet<>(trust.membersOf(header.sealers()));
        String text = header.text(trust.chainId());
        for (NoteSignature signature : receipt.signatures()) {
            for (String member : trust.members().keySet()) {
                NoteCheck signed = new SignedNote(text, List.of(signature)).verify(trust.verifiers(member));
                if (signed instanceof NoteCheck.FalselySigned) {
                    checks.add(Check.failed(
                            "header signature",
                            "by " + signature.name() + ": does not fit block " + header.number() + ", "
                                    + header.hash().hex() + ", of chain " + trust.chainId()));
                    return new ReceiptCheck.Altered(checks);
                }
                if (signed instanceof NoteCheck.Signed) {
                    members.add(member);
                }
            }
        }
        boolean enough = members.size() >= trust.quorum();
        checks.add(new Check(
                "header signatures",
                enough,
                "by " + members + ", quorum " + trust.quorum() + " of "
                        + trust.members().size()));
        if (!enough) {
            return new ReceiptCheck.NotTrusted(checks);
        }
        StateProof proof = new StateProof(receipt.nodes());
        Optional<byte[]> account = proof.value(header.stateRoot(), trust.contract());
        if (account.isEmpty()) {
            checks.add(Check.failed("contract", trust.name() + " is not proven to exist in block " + header.number()));
            return new ReceiptCheck.Altered(checks);
        }
        List<Rlp.Item> fields = Rlp.decode(account.get()).list();
        if (fields.size() != ACCOUNT_FIELDS) {
            throw new MalformedException("account: " + fields.size() + " fields, must be " + ACCOUNT_FIELDS);
        }
        Hash code = Hash.of(fields.get(3).string());
        checks.add(new Check(
                "contract",
                code.equals(trust.code()),
                "code " + code.hex() + ", the policy names " + trust.code().hex()));
        if (!code.equals(trust.code())) {
            return new ReceiptCheck.NotTrusted(checks);
        }
        return anchored(receipt, Hash.of(fields.get(2).string()), proof, header, trust, members, checks);
    }

    private static ReceiptCheck anchored(
            EvmReceipt receipt,
            Hash storage,
            StateProof proof,
            BlockHeader header,
            EvmTrust trust,
            SortedSet<String> members,
            List<Check> checks) {
        byte[] slot = slot(receipt.origin(), receipt.size());
        Optional<byte[]> root = word(proof, storage, slot);
        Optional<byte[]> facts = word(proof, storage, next(slot));
        boolean proven = root.isPresent() && facts.isPresent() && proof.isUsedUp();
        checks.add(new Check(
                "storage",
                proven,
                proven
                        ? "size " + receipt.size() + " of " + receipt.origin() + " in block " + header.number()
                        : "size " + receipt.size() + " of " + receipt.origin() + " is not what the nodes prove"));
        if (!proven) {
            return new ReceiptCheck.Altered(checks);
        }
        // The four numbers after the root share a word, the first one in its last bytes. No seal names the chain: the
        // contract does.
        ByteBuffer numbers = ByteBuffer.wrap(facts.orElseThrow());
        long block = numbers.getLong(16);
        long time = numbers.getLong(24);
        if (numbers.getLong(0) != trust.chainId()) {
            checks.add(Check.failed(
                    "chain",
                    "the contract knows its chain as " + numbers.getLong(0) + ", the policy names " + trust.chainId()));
            return new ReceiptCheck.Altered(checks);
        }
        AnchoredFact fact = new AnchoredFact(
                receipt.origin(),
                receipt.size(),
                Hash.of(root.orElseThrow()),
                Instant.ofEpochSecond(time),
                trust.name() + "/" + block);
        return new ReceiptCheck.Vouched(fact, members, trust.isDevelopment(), checks);
    }

    private static Optional<byte[]> word(StateProof proof, Hash storage, byte[] slot) {
        return proof.value(storage, slot).map(value -> {
            byte[] bytes = Rlp.decode(value).string();
            if (bytes.length == 0 || bytes.length > WORD) {
                throw new MalformedException("storage: a value of " + bytes.length + " bytes, must be 1 to " + WORD);
            }
            byte[] word = new byte[WORD];
            System.arraycopy(bytes, 0, word, WORD - bytes.length, bytes.length);
            return word;
        });
    }

    /**
     * Where the contract keeps the root of an anchor; the word after it holds the chain's id, the size of the anchor before, the block's
     * number and its time, 8 bytes each. A mapping in slot 0 keeps a key's value at keccak256(key, 32 bytes of 0).
     */
    public static byte[] slot(String origin, long size) {
        byte[] name = origin.getBytes(StandardCharsets.UTF_8);
        byte[] key = ByteBuffer.allocate(name.length + Long.BYTES)
                .put(name)
                .putLong(size)
                .array();
        return Keccak.hash(Arrays.copyOf(Keccak.hash(key).toBytes(), 2 * WORD)).toBytes();
    }

    /** The slot after a slot. */
    public static byte[] next(byte[] slot) {
        byte[] sum = new BigInteger(1, slot).add(BigInteger.ONE).toByteArray();
        byte[] next = new byte[WORD];
        int length = Math.min(sum.length, WORD);
        System.arraycopy(sum, sum.length - length, next, WORD - length, length);
        return next;
    }
}
