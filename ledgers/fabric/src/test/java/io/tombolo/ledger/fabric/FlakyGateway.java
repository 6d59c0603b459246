package io.tombolo.ledger.fabric;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.InsecureServerCredentials;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.hyperledger.fabric.protos.gateway.CommitStatusResponse;
import org.hyperledger.fabric.protos.gateway.EndorseRequest;
import org.hyperledger.fabric.protos.gateway.EndorseResponse;
import org.hyperledger.fabric.protos.gateway.ErrorDetail;
import org.hyperledger.fabric.protos.gateway.EvaluateRequest;
import org.hyperledger.fabric.protos.gateway.EvaluateResponse;
import org.hyperledger.fabric.protos.gateway.GatewayGrpc;
import org.hyperledger.fabric.protos.gateway.SignedCommitStatusRequest;
import org.hyperledger.fabric.protos.gateway.SubmitRequest;
import org.hyperledger.fabric.protos.gateway.SubmitResponse;

/** A gateway in front of another one, which fails where a test wants it to, before or after the other one did its work. */
final class FlakyGateway extends GatewayGrpc.GatewayImplBase implements AutoCloseable {
    private final ManagedChannel channel;
    private final GatewayGrpc.GatewayBlockingStub behind;
    private final Server server;
    private final List<SubmitRequest> submitted = new CopyOnWriteArrayList<>();
    private final List<Failure> failures = new ArrayList<>();
    private int endorsed;
    private Runnable beforeSubmit = () -> {};

    /** The call to fail at, whether the gateway behind does its work first, and with what. */
    record Failure(String call, boolean afterwards, StatusRuntimeException with) {}

    FlakyGateway(GatewayPeer behind) throws IOException {
        this.channel = Grpc.newChannelBuilder(behind.endpoint(), InsecureChannelCredentials.create())
                .build();
        this.behind = GatewayGrpc.newBlockingStub(channel);
        this.server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(this)
                .build()
                .start();
    }

    GatewayPeer peer() {
        return GatewayPeer.plainText("127.0.0.1:" + server.getPort());
    }

    /** The next such call fails; several failures are used up in their order. */
    synchronized void fail(String call, boolean afterwards, StatusRuntimeException with) {
        failures.add(new Failure(call, afterwards, with));
    }

    synchronized void beforeSubmit(Runnable action) {
        beforeSubmit = action;
    }

    /** Proposals that were endorsed here. */
    synchronized int endorsed() {
        return endorsed;
    }

    /** Everything that was asked to be submitted here, in order. */
    List<SubmitRequest> submitted() {
        return List.copyOf(submitted);
    }

    static StatusRuntimeException unavailable() {
        return Status.UNAVAILABLE.withDescription("as the test wants it").asRuntimeException();
    }

    static StatusRuntimeException aborted(String description, String detail) {
        return failure(Status.Code.ABORTED, description, "flaky", detail);
    }

    /** What a peer answers whose only orderer can't be reached. */
    static StatusRuntimeException noOrderers(String address) {
        return failure(
                Status.Code.UNAVAILABLE,
                "no orderers could successfully process transaction",
                address,
                "connection refused");
    }

    private static StatusRuntimeException failure(Status.Code code, String description, String address, String detail) {
        return StatusProto.toStatusRuntimeException(com.google.rpc.Status.newBuilder()
                .setCode(code.value())
                .setMessage(description)
                .addDetails(com.google.protobuf.Any.pack(ErrorDetail.newBuilder()
                        .setMspId("one.example")
                        .setAddress(address)
                        .setMessage(detail)
                        .build()))
                .build());
    }

    @Override
    public void endorse(EndorseRequest request, StreamObserver<EndorseResponse> observer) {
        synchronized (this) {
            endorsed++;
        }
        forward("endorse", request, behind::endorse, observer);
    }

    @Override
    public void submit(SubmitRequest request, StreamObserver<SubmitResponse> observer) {
        submitted.add(request);
        Runnable action;
        synchronized (this) {
            action = beforeSubmit;
            beforeSubmit = () -> {};
        }
        action.run();
        forward("submit", request, behind::submit, observer);
    }

    @Override
    public void commitStatus(SignedCommitStatusRequest request, StreamObserver<CommitStatusResponse> observer) {
        forward("commitStatus", request, behind::commitStatus, observer);
    }

    @Override
    public void evaluate(EvaluateRequest request, StreamObserver<EvaluateResponse> observer) {
        forward("evaluate", request, behind::evaluate, observer);
    }

    private <Q, A> void forward(String call, Q request, Function<Q, A> next, StreamObserver<A> observer) {
        Failure failure = take(call);
        try {
            if (failure != null && !failure.afterwards()) {
                throw failure.with();
            }
            A answer = next.apply(request);
            if (failure != null) {
                throw failure.with();
            }
            observer.onNext(answer);
            observer.onCompleted();
        } catch (StatusRuntimeException e) {
            observer.onError(e);
        }
    }

    private synchronized @org.jspecify.annotations.Nullable Failure take(String call) {
        for (Failure failure : failures) {
            if (failure.call().equals(call)) {
                failures.remove(failure);
                return failure;
            }
        }
        return null;
    }

    /** The envelope's payload: what both the transaction's id and its endorsements stand in. */
    static ByteString payload(SubmitRequest request) {
        return request.getPreparedTransaction().getPayload();
    }

    @Override
    public void close() {
        server.shutdownNow();
        channel.shutdownNow();
    }
}
