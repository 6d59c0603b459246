package io.tombolo.ledger.chaincode;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tombolo.ledger.rules.LedgerState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hyperledger.fabric.shim.ChaincodeStub;
import org.hyperledger.fabric.shim.ledger.KeyValue;
import org.hyperledger.fabric.shim.ledger.QueryResultsIterator;

/**
 * Fabric's world state as the rules see it. An absent key is an empty array there. A key is asked for once: each question is a
 * message to the peer, and within a transaction the answer stays the same.
 */
final class StubState implements LedgerState {
    private final ChaincodeStub stub;
    private final Map<String, Optional<String>> known = new HashMap<>();

    StubState(ChaincodeStub stub) {
        this.stub = stub;
    }

    @Override
    public Optional<String> get(String key) {
        return known.computeIfAbsent(key, this::ask);
    }

    private Optional<String> ask(String key) {
        byte[] value = stub.getState(key);
        return value == null || value.length == 0 ? Optional.empty() : Optional.of(new String(value, UTF_8));
    }

    @Override
    public void put(String key, String value) {
        stub.putState(key, value.getBytes(UTF_8));
    }

    @Override
    public List<String> range(String from, String to, int limit) {
        List<String> values = new ArrayList<>();
        try (QueryResultsIterator<KeyValue> results = stub.getStateByRange(from, to)) {
            for (KeyValue result : results) {
                if (values.size() == limit) {
                    break;
                }
                values.add(new String(result.getValue(), UTF_8));
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("range from " + from, e);
        }
        return values;
    }
}
