package io.tombolo.ledger.evm;

import static io.tombolo.ledger.evm.JsonRpc.hex;
import static io.tombolo.ledger.evm.JsonRpc.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tombolo.ledger.LedgerException;
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
import java.util.TreeMap;

/** Makes receipts: the state proof of an anchor in the newest final block, and this process's signatures over that block's header. */
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

    private final EvmLedger.Config config;
    private final Chain chain;
    private final String ledger;

    Receipts(EvmLedger.Config config, Chain chain, String ledger) {
        this.config = config;
        this.chain = chain;
        this.ledger = ledger;
    }

    Optional<byte[]> receipt(String origin, long size) {
        long number = size < 1 ? -1 : chain.finalBlock();
        if (number < 0
                || AnchorsContract.stored(new Abi.Reader(chain.ask(AnchorsContract.read(origin, size), hex(number))))
                        .isEmpty()) {
            return Optional.empty();
        }
        JsonNode block = chain.block(hex(number));
        byte[] rlp = header(block);
        BlockHeader header = BlockHeader.decode(rlp);
        if (config.headerSigners().isEmpty() && header.sealers().isEmpty()) {
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
        byte[] text = header.text(config.chainId()).getBytes(StandardCharsets.UTF_8);
        List<NoteSignature> signatures =
                config.headerSigners().stream().map(signer -> signer.sign(text)).toList();
        byte[] receipt = new EvmReceipt(origin, size, Bytes.of(rlp), nodes, signatures).encode();
        check(receipt, header);
        return Optional.of(receipt);
    }

    /** The node's proof is checked as a recipient does. */
    private void check(byte[] receipt, BlockHeader header) {
        TreeMap<String, List<String>> members = new TreeMap<>();
        for (NoteSigner signer : config.headerSigners()) {
            members.put(signer.verifier().vkey(), List.of(signer.verifier().vkey()));
        }
        header.sealers().forEach(sealer -> members.put(sealer, List.of(sealer)));
        EvmTrust self = new EvmTrust(ledger, ContractCode.hash(), members, members.size(), Optional.empty());
        ReceiptCheck check = new EvmReceiptVerifier().check(receipt, self);
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
