package io.tombolo.ledger.embedded;

import com.google.protobuf.ByteString;
import io.tombolo.merkle.Hash;
import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.BlockData;
import org.hyperledger.fabric.protos.common.BlockHeader;
import org.hyperledger.fabric.protos.common.BlockMetadata;
import org.hyperledger.fabric.protos.common.BlockMetadataIndex;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.peer.TxValidationCode;

/** Blocks chained by hash as Fabric chains them, each of one transaction. */
final class Blocks {
    private Blocks() {}

    static Block next(long number, ByteString previousHash, Envelope transaction, TxValidationCode code) {
        BlockData data =
                BlockData.newBuilder().addData(transaction.toByteString()).build();
        BlockMetadata.Builder metadata = BlockMetadata.newBuilder();
        for (int i = 0; i <= BlockMetadataIndex.COMMIT_HASH_VALUE; i++) {
            boolean flags = i == BlockMetadataIndex.TRANSACTIONS_FILTER_VALUE;
            metadata.addMetadata(flags ? ByteString.copyFrom(new byte[] {(byte) code.getNumber()}) : ByteString.EMPTY);
        }
        return Block.newBuilder()
                .setHeader(BlockHeader.newBuilder()
                        .setNumber(number)
                        .setPreviousHash(previousHash)
                        .setDataHash(dataHash(data)))
                .setData(data)
                .setMetadata(metadata)
                .build();
    }

    /** SHA-256 of all envelopes in a row. */
    static ByteString dataHash(BlockData data) {
        MessageDigest digest = Hash.sha256();
        data.getDataList().forEach(envelope -> digest.update(envelope.asReadOnlyByteBuffer()));
        return ByteString.copyFrom(digest.digest());
    }

    /** SHA-256 of the DER sequence of number, previous hash and data hash. */
    static ByteString headerHash(BlockHeader header) {
        ASN1Encodable[] fields = {
            new ASN1Integer(BigInteger.valueOf(header.getNumber())),
            new DEROctetString(header.getPreviousHash().toByteArray()),
            new DEROctetString(header.getDataHash().toByteArray())
        };
        try {
            return ByteString.copyFrom(Hash.sha256().digest(new DERSequence(fields).getEncoded()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static TxValidationCode code(Block block) {
        int flag = block.getMetadata()
                .getMetadata(BlockMetadataIndex.TRANSACTIONS_FILTER_VALUE)
                .byteAt(0);
        return TxValidationCode.forNumber(flag & 0xff);
    }
}
