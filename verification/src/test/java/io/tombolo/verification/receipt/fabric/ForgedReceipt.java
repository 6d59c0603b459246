package io.tombolo.verification.receipt.fabric;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import io.tombolo.merkle.Hash;
import io.tombolo.merkle.checkpoint.Checkpoint;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteSigner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;

/** A receipt of any content, which peers made here sign: what a false client, a false chaincode or false members could make. */
final class ForgedReceipt {
    static final String ORIGIN = "acme.example/flights/0";
    static final Instant ANCHORED_AT = Instant.parse("2026-03-01T12:00:00Z");

    String channel = "tombolo";
    String called = "anchors";
    String answered = "anchors";
    long headerType = 3;
    long askedSeconds = ANCHORED_AT.getEpochSecond() + 5;
    long askedNanos;
    List<String> arguments = List.of("AnchorReceipt", ORIGIN, "12");
    long status = 200;
    String answer = answer("tx-1", Long.toString(ANCHORED_AT.toEpochMilli()), note(ORIGIN, 12));

    byte[] behindHeader = new byte[0];
    byte[] behindReply = new byte[0];

    @Nullable String transactionId;

    byte @Nullable [] proposalHash;

    final List<FabricReceipt.Endorsement> endorsements = new ArrayList<>();

    static String note(String origin, long size) {
        byte[] root = new byte[Hash.LENGTH];
        root[0] = (byte) size;
        NoteSigner signer = NoteSigner.ed25519(origin, Ed25519Keys.fromSeed(new byte[32]));
        return NoteSigner.sign(new Checkpoint(origin, size, Hash.of(root)).text(), signer)
                .format();
    }

    static String answer(String transaction, String millis, String note) {
        return "tombolo anchor 1\n" + transaction + "\n" + millis + "\n\n" + note;
    }

    /** One more endorsement of the answer as it is now. */
    ForgedReceipt by(String member, TestAuthority.Identity peer) {
        endorsements.add(TestAuthority.endorsement(receipt(), member, peer));
        return this;
    }

    FabricReceipt receipt() {
        byte[] creator = message(1, "ClientMSP", 2, "client");
        byte[] nonce = new byte[24];
        String id = HexFormat.of().formatHex(Hash.sha256().digest(joined(nonce, creator)));
        byte[] header = joined(
                message(
                        1,
                        headerType,
                        3,
                        message(1, askedSeconds, 2, askedNanos),
                        4,
                        channel,
                        5,
                        transactionId == null ? id : transactionId),
                behindHeader);
        byte[] signatureHeader = message(1, creator, 2, nonce);
        List<Object> input = new ArrayList<>();
        arguments.forEach(argument -> input.addAll(List.of(1, argument)));
        byte[] spec = message(1, 1L, 2, message(2, called), 3, message(input.toArray()));
        byte[] proposal = message(1, message(1, spec));
        byte[] hash = Hash.sha256().digest(joined(header, signatureHeader, proposal));
        byte[] action = message(3, joined(message(1, status, 3, answer), behindReply), 4, message(2, answered));
        byte[] response = message(1, proposalHash == null ? hash : proposalHash, 2, action);
        return new FabricReceipt(
                ByteString.copyFrom(header),
                ByteString.copyFrom(signatureHeader),
                ByteString.copyFrom(proposal),
                ByteString.copyFrom(response),
                List.copyOf(endorsements));
    }

    byte[] bytes() {
        return Repacked.encode(receipt());
    }

    /** A protobuf message: a field's number and its value, which is a Long, a text or bytes, in turn. */
    static byte[] message(Object... fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        try {
            for (int i = 0; i < fields.length; i += 2) {
                int number = (Integer) fields[i];
                if (fields[i + 1] instanceof Long value) {
                    out.writeUInt64(number, value);
                } else {
                    out.writeByteArray(
                            number,
                            fields[i + 1] instanceof String text ? text.getBytes(UTF_8) : (byte[]) fields[i + 1]);
                }
            }
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    /** The envelope of any fields. */
    static byte[] envelope(byte[] fields, int announced, byte[] behind) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("TFR1".getBytes(UTF_8));
        out.writeBytes(ByteBuffer.allocate(4).putInt(announced).array());
        try (DeflaterOutputStream zlib = new DeflaterOutputStream(out)) {
            zlib.write(fields);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        out.writeBytes(behind);
        return checked(out.toByteArray());
    }

    /** With the checksum that fits. */
    static byte[] checked(byte[] unchecked) {
        byte[] checksum = Hash.sha256().digest(unchecked);
        return joined(unchecked, java.util.Arrays.copyOf(checksum, 8));
    }

    static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
