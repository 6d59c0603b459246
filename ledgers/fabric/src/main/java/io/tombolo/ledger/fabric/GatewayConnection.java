package io.tombolo.ledger.fabric;

import io.grpc.CallOptions;
import io.grpc.ChannelCredentials;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.TlsChannelCredentials;
import io.grpc.stub.ClientCalls;
import io.tombolo.ledger.LedgerPeer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.hyperledger.fabric.client.Contract;
import org.hyperledger.fabric.client.Gateway;
import org.hyperledger.fabric.client.GatewayException;
import org.hyperledger.fabric.client.Hash;
import org.hyperledger.fabric.client.Network;
import org.hyperledger.fabric.client.identity.X509Identity;

/** One peer's gateway, connected when it's first used. */
final class GatewayConnection implements AutoCloseable {
    private static final int MAX_MESSAGE_BYTES = 100 << 20;
    private static final long EVALUATE_SECONDS = 10;
    private static final long ENDORSE_SECONDS = 60;
    private static final long SUBMIT_SECONDS = 10;
    private static final long COMMIT_SECONDS = 20;
    private static final long PROBE_SECONDS = 4;
    /** With the handshake, and in a JVM that has just started. */
    private static final long FIRST_PROBE_SECONDS = 10;

    private static final int ANSWERS = 2;
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(3);
    /** A server without the health service answers that it has none, which is an answer. Fabric logs neither. */
    private static final MethodDescriptor<byte[], byte[]> HEALTH = MethodDescriptor.<byte[], byte[]>newBuilder()
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName("grpc.health.v1.Health/Check")
            .setRequestMarshaller(new Bytes())
            .setResponseMarshaller(new Bytes())
            .build();

    private final GatewayPeer peer;
    private final ManagedChannel channel;
    private final Gateway gateway;
    private final Network network;
    private final Contract contract;
    private final AtomicBoolean lost = new AtomicBoolean();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile boolean known;
    private volatile long answeredAt = System.nanoTime() - QUIET_NANOS;
    private volatile long askedAt = answeredAt;
    private final Deque<Long> answerMillis = new ArrayDeque<>();

    GatewayConnection(GatewayPeer peer, FabricLedger.Config config) {
        this.peer = peer;
        this.channel = channel(peer);
        FabricIdentity identity = config.identity();
        this.gateway = Gateway.newInstance()
                .identity(new X509Identity(identity.mspId(), identity.certificate()))
                .signer(identity.signer())
                .hash(Hash.SHA256)
                .connection(channel)
                .evaluateOptions(options -> options.withDeadlineAfter(EVALUATE_SECONDS, TimeUnit.SECONDS))
                .endorseOptions(options -> options.withDeadlineAfter(ENDORSE_SECONDS, TimeUnit.SECONDS))
                .submitOptions(options -> options.withDeadlineAfter(SUBMIT_SECONDS, TimeUnit.SECONDS))
                .commitStatusOptions(options -> options.withDeadlineAfter(COMMIT_SECONDS, TimeUnit.SECONDS))
                .connect();
        this.network = gateway.getNetwork(config.channel());
        this.contract = network.getContract(config.chaincode());
    }

    Gateway gateway() {
        return gateway;
    }

    Network network() {
        return network;
    }

    Contract contract() {
        return contract;
    }

    /** Counts a failure; true when the last call had been answered. */
    boolean failed() {
        failures.incrementAndGet();
        return fellSilent();
    }

    /** It gives no answer; true when it had given one before. */
    boolean fellSilent() {
        return lost.compareAndSet(false, true);
    }

    /** True when the last call had not been answered. */
    boolean answered() {
        known = true;
        answeredAt = System.nanoTime();
        return lost.compareAndSet(true, false);
    }

    /** True when it was not asked for some seconds and nobody is asking: then the caller is to {@link #ask}. */
    boolean beginToAsk() {
        return System.nanoTime() - askedAt >= QUIET_NANOS && asking.compareAndSet(false, true);
    }

    /**
     * OK when it answers, to this question or meanwhile to another. One that is lost must answer a query: its chaincode may be what is away. Of the others it is enough that they
     * answer at all, which costs neither a signature nor the chaincode's time.
     */
    Status ask() {
        long begun = System.nanoTime();
        try {
            boolean wasLost = lost.get();
            Status status = wasLost ? query() : health();
            if (status.isOk() && !wasLost) {
                remember(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
            }
            return answeredAt - begun > 0 ? Status.OK : status;
        } finally {
            askedAt = System.nanoTime();
            asking.set(false);
        }
    }

    private Status query() {
        try {
            contract.newProposal("LatestAnchor")
                    .addArguments("probe")
                    .build()
                    .evaluate(options -> options.withDeadlineAfter(PROBE_SECONDS, TimeUnit.SECONDS));
            return Status.OK;
        } catch (GatewayException e) {
            return Failures.anotherGatewayMayDoBetter(e) ? e.getStatus() : Status.OK;
        }
    }

    private Status health() {
        long seconds = known ? PROBE_SECONDS : FIRST_PROBE_SECONDS;
        CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(seconds, TimeUnit.SECONDS);
        try {
            ClientCalls.blockingUnaryCall(channel, HEALTH, options, new byte[0]);
            return Status.OK;
        } catch (StatusRuntimeException e) {
            return Failures.isNoAnswer(e.getStatus()) ? e.getStatus() : Status.OK;
        }
    }

    /** A busy machine delays some answers; a long way all of them. */
    private void remember(long millis) {
        synchronized (answerMillis) {
            if (answerMillis.size() == ANSWERS) {
                answerMillis.remove();
            }
            answerMillis.add(millis);
        }
    }

    LedgerPeer state() {
        synchronized (answerMillis) {
            // The first has a handshake in it.
            OptionalLong fastest = answerMillis.size() < ANSWERS
                    ? OptionalLong.empty()
                    : answerMillis.stream().mapToLong(Long::longValue).min();
            return new LedgerPeer(peer.endpoint(), LedgerPeer.Role.PEER, !lost.get(), failures.get(), fastest);
        }
    }

    @Override
    public String toString() {
        return peer.endpoint();
    }

    @Override
    public void close() {
        gateway.close();
        channel.shutdownNow();
    }

    private static ManagedChannel channel(GatewayPeer peer) {
        ManagedChannelBuilder<?> builder = Grpc.newChannelBuilder(peer.endpoint(), credentials(peer));
        peer.tlsName().ifPresent(builder::overrideAuthority);
        return builder.maxInboundMessageSize(MAX_MESSAGE_BYTES).build();
    }

    private static ChannelCredentials credentials(GatewayPeer peer) {
        if (peer.tlsCaPem().isEmpty()) {
            return InsecureChannelCredentials.create();
        }
        byte[] pem = peer.tlsCaPem().get().getBytes(StandardCharsets.US_ASCII);
        try {
            return TlsChannelCredentials.newBuilder()
                    .trustManager(new ByteArrayInputStream(pem))
                    .build();
        } catch (IOException e) {
            throw new IllegalArgumentException("TLS authorities of " + peer.endpoint() + ": " + e.getMessage(), e);
        }
    }

    /** An empty message of Protocol Buffers has a length of 0, and what is answered is not read. */
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
