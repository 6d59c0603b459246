package io.tombolo.ledger.fabric;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tombolo.merkle.Hash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.hyperledger.fabric.protos.peer.Endorsement;

/**
 * A receipt's bytes, version 1: what members' peers signed when they were asked to read one anchor, exactly as signed.
 *
 * <pre>
 * "TFR1"                  4 bytes
 * length                  u32, of the fields below before compression, at most 1 MiB
 * fields                  zlib (RFC 1950) of a protobuf message:
 *   1 bytes               channel header            } SHA-256 of the three in a row
 *   2 bytes               signature header          } is the proposal hash in field 4;
 *   3 bytes               chaincode proposal payload} function and arguments are in 3
 *   4 bytes               proposal response payload, with the answer in it
 *   5 repeated message    endorsement: 1 bytes endorser (serialised identity), 2 bytes signature over field 4 ‖ endorser
 * checksum                first 8 bytes of SHA-256 of everything before it
 * </pre>
 *
 * <p>Compression is there because certificates travel as base64 inside what was signed; the checksum,
 * because a compressed stream has bits that change nothing.
 */
final class ReceiptEncoding {
    private static final byte[] MAGIC = {'T', 'F', 'R', '1'};

    private static final int CHECKSUM_BYTES = 8;

    private ReceiptEncoding() {}

    static byte[] encode(EndorsedTransaction transaction) {
        try {
            byte[] fields = fields(transaction);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(MAGIC);
            out.write(ByteBuffer.allocate(4).putInt(fields.length).array());
            Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
            try (DeflaterOutputStream zlib = new DeflaterOutputStream(out, deflater)) {
                zlib.write(fields);
            } finally {
                deflater.end();
            }
            out.write(Hash.sha256().digest(out.toByteArray()), 0, CHECKSUM_BYTES);
            return out.toByteArray();
        } catch (IOException e) {
            throw new IllegalStateException("memory can't be written", e);
        }
    }

    private static byte[] fields(EndorsedTransaction transaction) throws IOException, InvalidProtocolBufferException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeBytes(1, transaction.channelHeader());
        out.writeBytes(2, transaction.signatureHeader());
        out.writeBytes(3, transaction.proposalPayload());
        out.writeBytes(4, transaction.responsePayload());
        for (ByteString endorsement : endorsements(transaction.endorsements())) {
            out.writeBytes(5, endorsement);
        }
        out.flush();
        return bytes.toByteArray();
    }

    /** Fabric's own message has the same two fields; written anew, so that unknown ones can't slip in. */
    private static List<ByteString> endorsements(List<Endorsement> endorsements) {
        return endorsements.stream()
                .map(endorsement -> Endorsement.newBuilder()
                        .setEndorser(endorsement.getEndorser())
                        .setSignature(endorsement.getSignature())
                        .build()
                        .toByteString())
                .toList();
    }
}
