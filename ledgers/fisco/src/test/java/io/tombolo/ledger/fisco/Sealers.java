package io.tombolo.ledger.fisco;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tombolo.merkle.Hash;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import io.tombolo.verification.receipt.fisco.FiscoReceiptVerifier;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;
import org.fisco.bcos.sdk.jni.common.JniException;
import org.fisco.bcos.sdk.jni.utilities.keypair.KeyPairJniObj;
import org.fisco.bcos.sdk.jni.utilities.tx.TransactionBuilderJniObj;
import org.fisco.bcos.sdk.v3.client.exceptions.ClientException;

/** Nodes that seal blocks with keys of this test, and the hashes and trees of such blocks, written apart from the adapter's. */
final class Sealers {
    private final Cryptography cryptography;
    private final List<Long> keys = new ArrayList<>();
    private final Map<String, String> accounts = new TreeMap<>();

    Sealers(Cryptography cryptography, int nodes) {
        this.cryptography = cryptography;
        try {
            for (int i = 1; i <= nodes; i++) {
                byte[] secret = Hash.sha256().digest(new byte[] {7, (byte) i});
                keys.add(KeyPairJniObj.createJniKeyPair(FiscoAccount.type(cryptography), secret));
            }
        } catch (JniException e) {
            throw new IllegalStateException(e);
        }
    }

    SortedMap<String, List<String>> members() {
        SortedMap<String, List<String>> members = new TreeMap<>();
        for (int i = 0; i < keys.size(); i++) {
            members.put("member-" + i + ".example", List.of(node(i)));
        }
        return members;
    }

    private String node(int i) {
        return KeyPairJniObj.getJniKeyPairPubKey(keys.get(i));
    }

    Hash hash(byte[] bytes) {
        return FiscoReceiptVerifier.hash(bytes, cryptography);
    }

    /** Adds sealers, hash and the seals of three of four nodes. */
    void seal(ObjectNode block) {
        ArrayNode list = block.putArray("sealerList");
        ArrayNode weights = block.putArray("consensusWeights");
        for (int i = 0; i < keys.size(); i++) {
            list.add("0x" + node(i));
            weights.add(1);
        }
        Hash hash = hash(header(block));
        block.put("hash", "0x" + hash.hex());
        ArrayNode seals = block.putArray("signatureList");
        for (int i = 0; i < keys.size() - 1; i++) {
            try {
                String signature = TransactionBuilderJniObj.signTransactionDataHash(keys.get(i), "0x" + hash.hex());
                seals.addObject().put("sealerIndex", i).put("signature", signature);
            } catch (JniException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** An account whose signatures are distinguished from others'. */
    void know(String key) {
        try {
            long pair = KeyPairJniObj.createJniKeyPair(
                    FiscoAccount.type(cryptography), HexFormat.of().parseHex(key));
            accounts.put(KeyPairJniObj.getJniKeyPairAddress(pair), KeyPairJniObj.getJniKeyPairPubKey(pair));
        } catch (JniException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The known account that signed, by BouncyCastle. */
    String sender(byte[] signature, Hash hash) {
        return accounts.entrySet().stream()
                .filter(account -> isBy(account.getValue(), signature, hash))
                .findFirst()
                .orElseThrow(() -> new ClientException(10008, "InvalidSignature", "InvalidSignature"))
                .getKey();
    }

    private boolean isBy(String key, byte[] signature, Hash hash) {
        boolean standard = cryptography == Cryptography.STANDARD;
        X9ECParameters curve = CustomNamedCurves.getByName(standard ? "secp256k1" : "sm2p256v1");
        ECDomainParameters domain = new ECDomainParameters(curve);
        ECPublicKeyParameters parameters = new ECPublicKeyParameters(
                curve.getCurve().decodePoint(HexFormat.of().parseHex("04" + key)), domain);
        byte[] both = Arrays.copyOf(signature, 64);
        if (standard) {
            ECDSASigner signer = new ECDSASigner();
            signer.init(false, parameters);
            BigInteger[] rs = PlainDSAEncoding.INSTANCE.decode(curve.getN(), both);
            return signer.verifySignature(hash.toBytes(), rs[0], rs[1]);
        }
        SM2Signer signer = new SM2Signer(PlainDSAEncoding.INSTANCE);
        signer.init(false, parameters);
        signer.update(hash.toBytes(), 0, Hash.LENGTH);
        return signer.verifySignature(both);
    }

    private static byte[] header(JsonNode block) {
        byte[] bytes = int32(block.path("version"));
        for (JsonNode parent : block.path("parentInfo")) {
            bytes = concat(bytes, int64(parent.path("blockNumber")), hex(parent.path("blockHash")));
        }
        bytes = concat(
                bytes,
                hex(block.path("txsRoot")),
                hex(block.path("receiptsRoot")),
                hex(block.path("stateRoot")),
                int64(block.path("number")),
                text(block.path("gasUsed")),
                int64(block.path("timestamp")),
                int64(block.path("sealer")));
        for (JsonNode sealer : block.path("sealerList")) {
            bytes = concat(bytes, hex(sealer));
        }
        bytes = concat(bytes, hex(block.path("extraData")));
        for (JsonNode weight : block.path("consensusWeights")) {
            bytes = concat(bytes, int64(weight));
        }
        return bytes;
    }

    byte[] transaction(JsonNode one) {
        return concat(
                int32(one.path("version")),
                text(one.path("chainID")),
                text(one.path("groupID")),
                int64(one.path("blockLimit")),
                text(one.path("nonce")),
                text(one.path("to")),
                hex(one.path("input")),
                text(one.path("abi")));
    }

    byte[] result(JsonNode one) {
        byte[] bytes = concat(
                int32(one.path("version")),
                text(one.path("gasUsed")),
                text(one.path("contractAddress")),
                int32(one.path("status")),
                hex(one.path("output")));
        for (JsonNode event : one.path("logEntries")) {
            bytes = concat(bytes, text(event.path("address")));
            for (JsonNode topic : event.path("topics")) {
                bytes = concat(bytes, hex(topic));
            }
            bytes = concat(bytes, hex(event.path("data")));
        }
        return concat(bytes, int64(one.path("blockNumber")));
    }

    byte[] root(List<byte[]> leaves) {
        List<byte[]> level = leaves.stream().map(leaf -> hash(leaf).toBytes()).toList();
        while (level.size() > 1) {
            level = above(level);
        }
        return level.isEmpty() ? new byte[32] : level.get(0);
    }

    private List<byte[]> above(List<byte[]> level) {
        List<byte[]> above = new ArrayList<>();
        for (int i = 0; i < level.size(); i += 2) {
            byte[] right = i + 1 < level.size() ? level.get(i + 1) : new byte[0];
            above.add(hash(concat(level.get(i), right)).toBytes());
        }
        return above;
    }

    /** As nodes list it: how many hashes a level has on the way, and these. */
    ArrayNode proof(List<byte[]> leaves, int index) {
        ArrayNode proof = JsonNodeFactory.instance.arrayNode();
        List<byte[]> level = leaves.stream().map(leaf -> hash(leaf).toBytes()).toList();
        for (int at = index; level.size() > 1; at /= 2, level = above(level)) {
            List<byte[]> pair = level.subList(at / 2 * 2, Math.min(level.size(), at / 2 * 2 + 2));
            proof.add(HexFormat.of()
                    .formatHex(Arrays.copyOf(
                            ByteBuffer.allocate(4).putInt(pair.size()).array(), 32)));
            pair.forEach(hash -> proof.add(HexFormat.of().formatHex(hash)));
        }
        return proof;
    }

    private static byte[] int32(JsonNode number) {
        return ByteBuffer.allocate(4).putInt(number.asInt()).array();
    }

    private static byte[] int64(JsonNode number) {
        return ByteBuffer.allocate(8).putLong(number.asLong()).array();
    }

    private static byte[] text(JsonNode text) {
        return text.asText("").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] hex(JsonNode text) {
        return FiscoNode.bytes(text.asText());
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
