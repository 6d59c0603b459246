package io.tombolo.ledger.embedded;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.Status.Code;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.tombolo.ledger.embedded.identity.IdentityCheck;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.hyperledger.fabric.protos.gateway.ChaincodeEventsRequest;
import org.hyperledger.fabric.protos.gateway.ChaincodeEventsResponse;
import org.hyperledger.fabric.protos.gateway.SignedChaincodeEventsRequest;
import org.hyperledger.fabric.protos.orderer.SeekPosition;

/** Chaincode events from a start position on, block by block, as long as the client listens; one thread each. */
final class EventStreams {
    private final String channel;
    private final String chaincode;
    private final Chain chain;
    private final IdentityCheck identities;

    EventStreams(String channel, String chaincode, Chain chain, IdentityCheck identities) {
        this.channel = channel;
        this.chaincode = chaincode;
        this.chain = chain;
        this.identities = identities;
    }

    void serve(SignedChaincodeEventsRequest signed, StreamObserver<ChaincodeEventsResponse> observer) {
        ChaincodeEventsRequest request;
        try {
            request = ChaincodeEventsRequest.parseFrom(signed.getRequest());
        } catch (InvalidProtocolBufferException e) {
            observer.onError(
                    GatewayErrors.of(Code.INVALID_ARGUMENT, "invalid chaincode events request: " + e.getMessage()));
            return;
        }
        if (!request.getChannelId().equals(channel)) {
            observer.onError(
                    GatewayErrors.of(Code.PERMISSION_DENIED, "channel '" + request.getChannelId() + "' not found"));
            return;
        }
        if (identities
                .signer(request.getIdentity(), signed.getSignature(), signed.getRequest())
                .isEmpty()) {
            observer.onError(GatewayErrors.of(Code.PERMISSION_DENIED, "implicit policy evaluation failed"));
            return;
        }
        ServerCallStreamObserver<ChaincodeEventsResponse> client =
                (ServerCallStreamObserver<ChaincodeEventsResponse>) observer;
        try {
            stream(request, client);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            observer.onError(
                    Status.UNAVAILABLE.withDescription("the ledger is closing").asRuntimeException());
        }
    }

    private void stream(ChaincodeEventsRequest request, ServerCallStreamObserver<ChaincodeEventsResponse> client)
            throws InterruptedException {
        long next = startBlock(request.getStartPosition());
        String skipThrough = request.getAfterTransactionId();
        while (!client.isCancelled()) {
            List<BlockEvent> blocks = chain.awaitEvents(next, 200, TimeUnit.MILLISECONDS);
            for (BlockEvent block : blocks) {
                next = block.block() + 1;
                if (!skipThrough.isEmpty()) {
                    // As Fabric does: nothing at all until that transaction's event has gone by.
                    if (block.event().isPresent() && block.transactionId().equals(skipThrough)) {
                        skipThrough = "";
                    }
                    continue;
                }
                Optional<ChaincodeEventsResponse> response = response(block, request.getChaincodeId());
                if (response.isPresent() && !client.isCancelled()) {
                    client.onNext(response.get());
                }
            }
        }
    }

    private Optional<ChaincodeEventsResponse> response(BlockEvent block, String chaincodeId) {
        return block.event()
                .filter(event -> chaincodeId.equals(chaincode))
                .map(event -> ChaincodeEventsResponse.newBuilder()
                        .setBlockNumber(block.block())
                        .addEvents(event)
                        .build());
    }

    private long startBlock(SeekPosition position) {
        return switch (position.getTypeCase()) {
            case OLDEST -> 0;
            case SPECIFIED -> position.getSpecified().getNumber();
            default -> chain.height();
        };
    }
}
