package io.tombolo.verification.receipt.fisco;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tombolo.merkle.Hash;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.FiscoTrust;
import io.tombolo.verification.receipt.FiscoTrust.Cryptography;
import io.tombolo.verification.receipt.evm.Keccak;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.PlainDSAEncoding;
import org.bouncycastle.crypto.signers.SM2Signer;

/** Blocks in the form of FISCO BCOS 3 with a call of {@code anchor}, sealed by BouncyCastle with keys of this test. */
final class TestChain {
    static final String CONTRACT = "0x" + "5a".repeat(20);
    static final long TIME = 1_780_315_210_123L;
    static final int NUMBER = 7;
    private static final byte[] SELECTOR = Arrays.copyOf(
            Keccak.hash("anchor((string,string,string,uint64,uint64,bytes32,bytes32[],bytes,bytes,bytes)[])"
                            .getBytes(UTF_8))
                    .toBytes(),
            4);

    /** A head as the contract is called with it, and the code that it answers. */
    record Head(String organisation, String dataset, String log, long size, Hash root, int code) {}

    private final Cryptography cryptography;
    private final ECDomainParameters curve;
    private final List<ECPrivateKeyParameters> keys = new ArrayList<>();

    TestChain(Cryptography cryptography, int nodes) {
        this(cryptography, nodes, 1);
    }

    TestChain(Cryptography cryptography, int nodes, int seed) {
        this.cryptography = cryptography;
        boolean standard = cryptography == Cryptography.STANDARD;
        X9ECParameters named = CustomNamedCurves.getByName(standard ? "secp256k1" : "sm2p256v1");
        curve = new ECDomainParameters(named.getCurve(), named.getG(), named.getN(), named.getH());
        for (int i = 0; i < nodes; i++) {
            byte[] secret = Hash.sha256().digest(new byte[] {(byte) seed, (byte) i});
            keys.add(new ECPrivateKeyParameters(
                    new BigInteger(1, secret)
                            .mod(curve.getN().subtract(BigInteger.ONE))
                            .add(BigInteger.ONE),
                    curve));
        }
    }

    byte[] node(int i) {
        byte[] point = curve.getG().multiply(keys.get(i).getD()).normalize().getEncoded(false);
        return Arrays.copyOfRange(point, 1, point.length);
    }

    /** The policy's entry: each node of a member of its own. */
    FiscoTrust trust() {
        return trust(CONTRACT);
    }

    FiscoTrust trust(String contract) {
        TreeMap<String, List<String>> members = new TreeMap<>();
        for (int i = 0; i < keys.size(); i++) {
            members.put("member-" + i + ".example", List.of(HexFormat.of().formatHex(node(i))));
        }
        return new FiscoTrust("fisco:chain0/group0/" + contract, cryptography, members, Optional.empty());
    }

    FiscoReceipt.Seal seal(int i, Hash block) {
        byte[] signature = cryptography == Cryptography.STANDARD ? ecdsa(i, block) : sm2(i, block);
        return new FiscoReceipt.Seal(Bytes.of(node(i)), Bytes.of(signature));
    }

    private byte[] ecdsa(int i, Hash block) {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, keys.get(i));
        BigInteger[] both = signer.generateSignature(block.toBytes());
        BigInteger other = curve.getN().subtract(both[1]);
        return PlainDSAEncoding.INSTANCE.encode(curve.getN(), both[0], both[1].min(other));
    }

    private byte[] sm2(int i, Hash block) {
        SM2Signer signer = new SM2Signer(PlainDSAEncoding.INSTANCE);
        signer.init(true, new ParametersWithRandom(keys.get(i)));
        signer.update(block.toBytes(), 0, Hash.LENGTH);
        try {
            return signer.generateSignature();
        } catch (CryptoException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A receipt about a head of a call in the middle of a block of three transactions, sealed by these nodes. */
    FiscoReceipt receipt(List<Head> heads, int head, int... sealedBy) {
        return receipt(transaction(heads), result(heads, NUMBER), head, 1, sealedBy);
    }

    /** The same about any bytes of a transaction and of its result, at any place in the block. */
    FiscoReceipt receipt(byte[] transaction, byte[] result, int head, int index, int... sealedBy) {
        List<byte[]> transactions = new ArrayList<>();
        List<byte[]> results = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            transactions.add(i == index ? transaction : other(i));
            results.add(i == index ? result : ("result " + i).getBytes(UTF_8));
        }
        byte[] header = header(root(transactions), root(results));
        List<FiscoReceipt.Seal> seals = new ArrayList<>();
        for (int node : sealedBy) {
            seals.add(seal(node, SealedBlock.hash(header, cryptography)));
        }
        seals.sort(Comparator.comparing(seal -> seal.node().toArray(), Arrays::compareUnsigned));
        return new FiscoReceipt(
                Bytes.of(header),
                Bytes.of(transaction),
                Bytes.of(result),
                head,
                index,
                path(transactions, index),
                path(results, index),
                seals);
    }

    private static byte[] other(int i) {
        return ("\0\0\0\0chain0group0another transaction " + i).getBytes(UTF_8);
    }

    private Hash hash(byte[] bytes) {
        return SealedBlock.hash(bytes, cryptography);
    }

    private byte[] pair(byte[] left, byte[] right) {
        return hash(concat(left, right)).toBytes();
    }

    private byte[] root(List<byte[]> three) {
        byte[] two = pair(hash(three.get(0)).toBytes(), hash(three.get(1)).toBytes());
        return pair(two, pair(hash(three.get(2)).toBytes(), new byte[0]));
    }

    private List<Bytes> path(List<byte[]> three, int index) {
        byte[] alone = pair(hash(three.get(2)).toBytes(), new byte[0]);
        byte[] two = pair(hash(three.get(0)).toBytes(), hash(three.get(1)).toBytes());
        return index == 2
                ? List.of(Bytes.of(new byte[0]), Bytes.of(two))
                : List.of(Bytes.of(hash(three.get(1 - index)).toBytes()), Bytes.of(alone));
    }

    private byte[] header(byte[] transactions, byte[] results) {
        ByteArrayOutputStream nodes = new ByteArrayOutputStream();
        ByteBuffer weights = ByteBuffer.allocate(Long.BYTES * keys.size());
        for (int i = 0; i < keys.size(); i++) {
            nodes.writeBytes(node(i));
            weights.putLong(1);
        }
        return concat(
                ByteBuffer.allocate(12).putInt(50_724_864).putLong(NUMBER - 1).array(),
                hash(new byte[] {1}).toBytes(),
                transactions,
                results,
                hash(new byte[] {2}).toBytes(),
                ByteBuffer.allocate(8).putLong(NUMBER).array(),
                "24363".getBytes(UTF_8),
                ByteBuffer.allocate(16).putLong(TIME).putLong(0).array(),
                nodes.toByteArray(),
                weights.array());
    }

    static byte[] transaction(List<Head> heads) {
        return transaction("12345678901234567890123456789012", CONTRACT, call(heads));
    }

    static byte[] transaction(String nonce, String to, byte[] input) {
        return concat(
                ByteBuffer.allocate(4).putInt(0).array(),
                "chain0group0".getBytes(UTF_8),
                ByteBuffer.allocate(8).putLong(507).array(),
                (nonce + to).getBytes(UTF_8),
                input);
    }

    static byte[] result(List<Head> heads, long number) {
        ByteArrayOutputStream answers = new ByteArrayOutputStream();
        answers.writeBytes(word(32));
        answers.writeBytes(word(heads.size()));
        for (Head head : heads) {
            answers.writeBytes(word(head.code()));
            answers.writeBytes(word(head.size()));
        }
        return result("95123", 0, answers.toByteArray(), number);
    }

    static byte[] result(String gas, int status, byte[] output, long number) {
        return concat(
                new byte[4],
                gas.getBytes(UTF_8),
                ByteBuffer.allocate(4).putInt(status).array(),
                output,
                "an event".getBytes(UTF_8),
                ByteBuffer.allocate(8).putLong(number).array());
    }

    static byte[] call(List<Head> heads) {
        List<byte[]> structs = heads.stream().map(TestChain::struct).toList();
        ByteArrayOutputStream offsets = new ByteArrayOutputStream();
        int next = heads.size() * 32;
        for (byte[] struct : structs) {
            offsets.writeBytes(word(next));
            next += struct.length;
        }
        structs.forEach(offsets::writeBytes);
        return concat(SELECTOR, word(32), word(heads.size()), offsets.toByteArray());
    }

    private static byte[] struct(Head head) {
        List<byte[]> texts =
                List.of(text(head.organisation()), text(head.dataset()), text(head.log()), word(0), word(0));
        byte[] fixed = new byte[0];
        int next = 10 * 32;
        for (int i = 0; i < 3; i++) {
            fixed = concat(fixed, word(next));
            next += texts.get(i).length;
        }
        fixed = concat(fixed, word(head.size()), word(0), head.root().toBytes(), word(next), word(next), word(next));
        fixed = concat(fixed, word(next));
        return concat(fixed, texts.get(0), texts.get(1), texts.get(2), word(0));
    }

    private static byte[] text(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return concat(word(bytes.length), Arrays.copyOf(bytes, (bytes.length + 31) / 32 * 32));
    }

    static byte[] word(long number) {
        return ByteBuffer.allocate(32).putLong(24, number).array();
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            joined.writeBytes(part);
        }
        return joined.toByteArray();
    }
}
