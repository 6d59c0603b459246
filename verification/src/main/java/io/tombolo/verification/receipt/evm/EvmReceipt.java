package io.tombolo.verification.receipt.evm;

import io.tombolo.merkle.Hash;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.NoteSignature;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.evm.Rlp.Item;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A receipt of an EVM chain in its only encoding, an RLP list: the text {@code tombolo evm receipt 1}, origin, size, header, the nodes of
 * the state proof, and the signature lines of members over {@link BlockHeader#text}.
 */
public record EvmReceipt(String origin, long size, Bytes header, List<byte[]> nodes, List<NoteSignature> signatures) {
    private static final String MAGIC = "tombolo evm receipt 1";
    private static final int FIELDS = 6;
    private static final int MAX_BYTES = 128 << 10;
    private static final int MAX_NODES = 200;
    private static final int MAX_SIGNATURES = 100;

    public EvmReceipt {
        nodes = List.copyOf(nodes);
        signatures = List.copyOf(signatures);
    }

    public byte[] encode() {
        List<byte[]> lines = signatures.stream()
                .map(signature -> Rlp.encode(signature.line().getBytes(StandardCharsets.UTF_8)))
                .toList();
        Map<Hash, byte[]> once = new LinkedHashMap<>();
        nodes.forEach(node -> once.putIfAbsent(Keccak.hash(node), node));
        return Rlp.list(List.of(
                Rlp.encode(MAGIC.getBytes(StandardCharsets.UTF_8)),
                Rlp.encode(origin.getBytes(StandardCharsets.UTF_8)),
                Rlp.encode(BigInteger.valueOf(size)),
                Rlp.encode(header.toArray()),
                Rlp.list(once.values().stream().map(Rlp::encode).toList()),
                Rlp.list(lines)));
    }

    /**
     * Reads the encoding.
     *
     * @throws MalformedException when the bytes are anything else
     */
    static EvmReceipt decode(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new MalformedException("receipt: " + bytes.length + " bytes, limit " + MAX_BYTES);
        }
        List<Item> fields = Rlp.decode(bytes).list();
        if (fields.size() != FIELDS || !text(fields.get(0)).equals(MAGIC)) {
            throw new MalformedException("receipt: must be a list of " + FIELDS + " that begins with '" + MAGIC + "'");
        }
        List<Item> nodes = fields.get(4).list();
        List<Item> lines = fields.get(5).list();
        if (nodes.size() > MAX_NODES || lines.size() > MAX_SIGNATURES) {
            throw new MalformedException("receipt: " + nodes.size() + " nodes, limit " + MAX_NODES + ", " + lines.size()
                    + " signatures, limit " + MAX_SIGNATURES);
        }
        List<NoteSignature> signatures = new ArrayList<>();
        for (Item line : lines) {
            signatures.add(NoteSignature.parseLine(text(line)));
        }
        return new EvmReceipt(
                text(fields.get(1)),
                fields.get(2).number(),
                Bytes.of(fields.get(3).string()),
                nodes.stream().map(Item::string).toList(),
                signatures);
    }

    private static String text(Item item) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(item.string()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("receipt: not UTF-8");
        }
    }
}
