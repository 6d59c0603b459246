package io.tombolo.ledger.evm;

import static io.tombolo.ledger.evm.JsonRpc.hex;
import static io.tombolo.ledger.evm.JsonRpc.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tombolo.ledger.LedgerException;
import io.tombolo.ledger.contract.AnchorsContract;
import io.tombolo.ledger.contract.BlockTime;
import io.tombolo.ledger.contract.ContractCode;
import io.tombolo.merkle.note.NoteSignature;
import io.tombolo.merkle.note.NoteSigner;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.EvmTrust;
import io.tombolo.verification.receipt.ReceiptCheck;
import io.tombolo.verification.receipt.evm.BlockHeader;
import io.tombolo.verification.receipt.evm.EvmReceipt;
import io.tombolo.verification.receipt.evm.EvmReceiptVerifier;
import io.tombolo.verification.receipt.evm.Rlp;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Makes receipts: the state proof of an anchor in a final block, and a quorum of the members' signatures over that block's header. */
final class Receipts {
    /** The fields of a header in their order, up to London, and those that later forks added behind them. */
    private static final List<String> FIELDS = List.of(
            "parentHash",
            "sha3Uncles",
            "miner",
            "stateRoot",
            "transactionsRoot",
            "receiptsRoot",
            "logsBloom",
            "difficulty",
            "number",
            "gasLimit",
            "gasUsed",
            "timestamp",
            "extraData",
            "mixHash",
            "nonce");

    private static final List<String> LATER = List.of(
            "baseFeePerGas",
            "withdrawalsRoot",
            "blobGasUsed",
            "excessBlobGas",
            "parentBeaconBlockRoot",
            "requestsHash");

    private static final List<String> NUMBERS = List.of(
            "difficulty",
            "number",
            "gasLimit",
            "gasUsed",
            "timestamp",
            "baseFeePerGas",
            "blobGasUsed",
            "excessBlobGas");

    /** In blocks: nodes give state proofs of the newest 128 only. */
    private static final long MAX_AGE = 100;

    private final EvmLedger.Config config;
    private final Chain chain;
    private final String ledger;
    private final EvmLedger.HeaderSignatures headers;
    private final HeaderCosigners cosigners;

    /** The block whose header was signed by too few; below 0 when there is none. */
    private long unsigned = -1;

    Receipts(EvmLedger.Config config, Chain chain, String ledger) {
        this.config = config;
        this.chain = chain;
        this.ledger = ledger;
        this.headers = config.headers();
        this.cosigners = new HeaderCosigners(config.clock());
    }

    synchronized Optional<byte[]> receipt(String origin, long size) {
        long number = size < 1 ? -1 : chain.finalBlock();
        // Members whose nodes are a little behind could never sign the newest block of a fast chain.
        if (unsigned >= 0 && unsigned < number && number - unsigned < MAX_AGE && isIn(origin, size, unsigned)) {
            number = unsigned;
        } else if (number < 0 || !isIn(origin, size, number)) {
            return Optional.empty();
        }
        JsonNode block = chain.block(hex(number));
        byte[] rlp = header(block);
        BlockHeader header = BlockHeader.decode(rlp);
        if (headers.signers().isEmpty()
                && headers.cosigners().isEmpty()
                && header.sealers().isEmpty()) {
            return Optional.empty();
        }
        if (!("0x" + header.hash().hex()).equals(block.path("hash").asText())) {
            throw new LedgerException(
                    "block " + number + " of chain " + config.chainId() + " has hash "
                            + block.path("hash").asText() + ", its fields give 0x"
                            + header.hash().hex()
                            + ": a fork of the protocol that is not known here",
                    null);
        }
        byte[] slot = EvmReceiptVerifier.slot(origin, size);
        ArrayNode slots = JsonNodeFactory.instance.arrayNode();
        slots.add(hex(slot)).add(hex(EvmReceiptVerifier.next(slot)));
        JsonNode proof = chain.rpc().call("eth_getProof", text(chain.contract()), slots, text(hex(number)));
        List<byte[]> nodes = new ArrayList<>();
        proof.path("accountProof").forEach(node -> nodes.add(JsonRpc.bytes(node)));
        for (JsonNode storage : proof.path("storageProof")) {
            storage.path("proof").forEach(node -> nodes.add(JsonRpc.bytes(node)));
        }
        unsigned = number;
        EvmTrust trust = headers.trust(ledger, ContractCode.hash(BlockTime.SECONDS), header.sealers());
        List<NoteSignature> signatures = signatures(header, trust);
        byte[] receipt = new EvmReceipt(origin, size, Bytes.of(rlp), nodes, signatures).encode();
        check(receipt, trust);
        unsigned = -1;
        return Optional.of(receipt);
    }

    private boolean isIn(String origin, long size, long number) {
        return AnchorsContract.stored(chain.ask(AnchorsContract.read(origin, size), hex(number)), BlockTime.SECONDS)
                .isPresent();
    }

    /** Of this process's keys, and of as many other members as the quorum needs beside these and the validators' seals. */
    private List<NoteSignature> signatures(BlockHeader header, EvmTrust trust) {
        String text = header.text(config.chainId());
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        Set<String> having = new TreeSet<>(trust.membersOf(header.sealers()));
        List<NoteSignature> signatures = new ArrayList<>();
        for (NoteSigner signer : headers.signers()) {
            signatures.add(signer.sign(bytes));
            trust.members().forEach((member, keys) -> {
                if (keys.contains(signer.verifier().vkey())) {
                    having.add(member);
                }
            });
        }
        List<String> missing = new ArrayList<>();
        for (EvmLedger.HeaderSignatures.Cosigner other : headers.cosigners()) {
            if (having.size() < trust.quorum() && !having.contains(other.member())) {
                try {
                    signatures.add(cosigners.ask(other, trust.verifiers(other.member()), text));
                    having.add(other.member());
                } catch (HeaderCosigners.NotSigned e) {
                    missing.add(e.getMessage());
                }
            }
        }
        if (having.size() < trust.quorum()) {
            throw new LedgerException.Unavailable(
                    ledger + ": header " + header.number() + " is signed by " + having + ", quorum " + trust.quorum()
                            + "; " + String.join("; ", missing),
                    null);
        }
        return signatures;
    }

    /** The node's proof is checked as a recipient does. */
    private void check(byte[] receipt, EvmTrust trust) {
        ReceiptCheck check = new EvmReceiptVerifier().check(receipt, trust);
        if (!(check instanceof ReceiptCheck.Vouched)) {
            var last = check.checks().get(check.checks().size() - 1);
            throw new LedgerException.Unavailable(
                    ledger + ": the node's proof can't be used: " + last.name() + ": " + last.compared(), null);
        }
    }

    private static byte[] header(JsonNode block) {
        List<byte[]> fields = new ArrayList<>();
        for (String field : FIELDS) {
            fields.add(field(field, block.path(field)));
        }
        for (String field : LATER) {
            if (!block.hasNonNull(field)) {
                break;
            }
            fields.add(field(field, block.path(field)));
        }
        return Rlp.list(fields);
    }

    private static byte[] field(String name, JsonNode value) {
        BigInteger number = NUMBERS.contains(name) ? JsonRpc.bigNumber(value) : BigInteger.ZERO;
        return NUMBERS.contains(name) ? Rlp.encode(number) : Rlp.encode(JsonRpc.bytes(value));
    }
}
