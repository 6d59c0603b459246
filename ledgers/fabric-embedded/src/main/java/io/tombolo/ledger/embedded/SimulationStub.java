package io.tombolo.ledger.embedded;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import org.hyperledger.fabric.protos.peer.ChaincodeEvent;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ledger.KeyValue;
import org.hyperledger.fabric.shim.ledger.QueryResultsIterator;
import org.jspecify.annotations.Nullable;

/**
 * The chaincode's view of a peer. A proxy, because Fabric's interface has fifty methods and our chaincode uses ten; any other
 * fails loudly, so that a new need is noticed here first.
 */
final class SimulationStub implements InvocationHandler {
    private final ParsedProposal proposal;
    private final Simulation simulation;
    private @Nullable ChaincodeEvent event;

    SimulationStub(ParsedProposal proposal, Simulation simulation) {
        this.proposal = proposal;
        this.simulation = simulation;
    }

    ChaincodeStub asStub() {
        return (ChaincodeStub) Proxy.newProxyInstance(
                ChaincodeStub.class.getClassLoader(), new Class<?>[] {ChaincodeStub.class}, this);
    }

    @Nullable ChaincodeEvent event() {
        return event;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
        Object[] args = arguments == null ? new Object[0] : arguments;
        return switch (method.getName()) {
            case "getFunction" -> proposal.arguments().get(0).toStringUtf8();
            case "getParameters" -> strings().subList(1, proposal.arguments().size());
            case "getStringArgs" -> strings();
            case "getArgs" ->
                proposal.arguments().stream().map(ByteString::toByteArray).toList();
            case "getTxId" -> proposal.transactionId();
            case "getChannelId" -> proposal.channel();
            case "getCreator" -> proposal.signatureHeader().getCreator().toByteArray();
            case "getSignedProposal" -> proposal.signed();
            case "getTxTimestamp" -> timestamp(proposal.channelHeader().getTimestamp());
            case "getState" -> simulation.get((String) args[0]).toByteArray();
            case "putState" -> {
                simulation.put((String) args[0], ByteString.copyFrom((byte[]) args[1]));
                yield null;
            }
            case "getStateByRange" -> iterator(simulation.range((String) args[0], (String) args[1]));
            case "setEvent" -> {
                event = ChaincodeEvent.newBuilder()
                        .setChaincodeId(proposal.chaincodeName())
                        .setTxId(proposal.transactionId())
                        .setEventName((String) args[0])
                        .setPayload(ByteString.copyFrom((byte[]) args[1]))
                        .build();
                yield null;
            }
            case "toString" -> "SimulationStub[" + proposal.transactionId() + "]";
            default -> throw new UnsupportedOperationException("embedded ledger: ChaincodeStub." + method.getName());
        };
    }

    private static Instant timestamp(Timestamp timestamp) {
        return Instant.ofEpochSecond(timestamp.getSeconds(), timestamp.getNanos());
    }

    private List<String> strings() {
        return proposal.arguments().stream().map(ByteString::toStringUtf8).toList();
    }

    private static QueryResultsIterator<KeyValue> iterator(List<WorldState.Entry> entries) {
        List<KeyValue> values = entries.stream().<KeyValue>map(Found::new).toList();
        return new QueryResultsIterator<>() {
            @Override
            public Iterator<KeyValue> iterator() {
                return values.iterator();
            }

            @Override
            public void close() {}
        };
    }

    /** One result of a range. */
    private record Found(WorldState.Entry entry) implements KeyValue {
        @Override
        public String getKey() {
            return entry.key();
        }

        @Override
        public byte[] getValue() {
            return entry.value().value().toByteArray();
        }

        @Override
        public String getStringValue() {
            return entry.value().value().toStringUtf8();
        }
    }
}
