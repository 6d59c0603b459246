package io.tombolo.ledger.embedded;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.hyperledger.fabric.protos.ledger.rwset.NsReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.TxReadWriteSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRWSet;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVRead;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.KVWrite;
import org.hyperledger.fabric.protos.ledger.rwset.kvrwset.Version;

/** What one run of the chaincode read and would write. Its own writes are invisible to its reads, as on Fabric. */
final class Simulation {
    private final WorldState state;
    private final Map<String, Optional<Versioned>> reads = new TreeMap<>();
    private final Map<String, ByteString> writes = new TreeMap<>();

    Simulation(WorldState state) {
        this.state = state;
    }

    ByteString get(String key) {
        return read(key).map(Versioned::value).orElse(ByteString.EMPTY);
    }

    void put(String key, ByteString value) {
        writes.put(key, value);
    }

    List<WorldState.Entry> range(String from, String to) {
        List<WorldState.Entry> found = new ArrayList<>(state.range(from, to));
        found.forEach(entry -> reads.putIfAbsent(entry.key(), Optional.of(entry.value())));
        return found;
    }

    TxReadWriteSet results(String namespace) {
        KVRWSet.Builder set = KVRWSet.newBuilder();
        reads.forEach((key, value) -> {
            KVRead.Builder read = KVRead.newBuilder().setKey(key);
            value.ifPresent(found -> read.setVersion(Version.newBuilder().setBlockNum(found.block())));
            set.addReads(read);
        });
        writes.forEach(
                (key, value) -> set.addWrites(KVWrite.newBuilder().setKey(key).setValue(value)));
        return TxReadWriteSet.newBuilder()
                .addNsRwset(NsReadWriteSet.newBuilder()
                        .setNamespace(namespace)
                        .setRwset(set.build().toByteString()))
                .build();
    }

    /** A key read twice keeps its first version, so that a block in between fails the transaction. */
    private Optional<Versioned> read(String key) {
        return reads.computeIfAbsent(key, state::get);
    }
}
