package io.tombolo.ledger.embedded;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.hyperledger.fabric.protos.common.Block;
import org.hyperledger.fabric.protos.common.ChannelHeader;
import org.hyperledger.fabric.protos.common.Envelope;
import org.hyperledger.fabric.protos.common.Header;
import org.hyperledger.fabric.protos.common.HeaderType;
import org.hyperledger.fabric.protos.common.Payload;

/**
 * What block 0 says: the channel, the chaincode and the members with their authorities. Not Fabric's configuration format,
 * which nothing here would read.
 */
record Genesis(String channel, String chaincode, SortedMap<String, String> authorities) {
    public Genesis(String channel, String chaincode, Map<String, String> authorities) {
        this(channel, chaincode, new TreeMap<>(authorities));
    }

    Envelope toEnvelope() {
        Header header = Header.newBuilder()
                .setChannelHeader(ChannelHeader.newBuilder()
                        .setType(HeaderType.CONFIG_VALUE)
                        .setChannelId(channel)
                        .build()
                        .toByteString())
                .build();
        return Envelope.newBuilder()
                .setPayload(Payload.newBuilder()
                        .setHeader(header)
                        .setData(ByteString.copyFromUtf8(text()))
                        .build()
                        .toByteString())
                .build();
    }

    void requireSame(Block block) {
        String found;
        try {
            Envelope envelope = Envelope.parseFrom(block.getData().getData(0));
            found = Payload.parseFrom(envelope.getPayload()).getData().toStringUtf8();
        } catch (InvalidProtocolBufferException e) {
            throw new EmbeddedLedgerException("block 0 is not an embedded ledger's", e);
        }
        if (!found.equals(text())) {
            List<String> lines = found.lines().limit(3).toList();
            throw new EmbeddedLedgerException(
                    "the folder holds another ledger (" + String.join(", ", lines)
                            + "), with other members or other keys; use another folder",
                    null);
        }
    }

    private String text() {
        StringBuilder text =
                new StringBuilder("tombolo embedded ledger 1\nchannel " + channel + "\nchaincode " + chaincode + "\n");
        authorities.forEach((member, pem) ->
                text.append("member ").append(member).append('\n').append(pem));
        return text.toString();
    }
}
