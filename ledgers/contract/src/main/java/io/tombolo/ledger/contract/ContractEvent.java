package io.tombolo.ledger.contract;

import static java.util.Objects.requireNonNull;

import io.tombolo.verification.json.Bytes;
import java.util.HexFormat;
import java.util.List;

/**
 * What the contract reported in a transaction.
 *
 * @param transaction its id, 0x and hex
 * @param topics 0x and 64 lower-case hex digits each, the kind first
 */
public record ContractEvent(String transaction, long block, List<String> topics, Bytes data) {
    public ContractEvent {
        requireNonNull(transaction, "transaction");
        topics = List.copyOf(topics);
        requireNonNull(data, "data");
    }

    /** Whether it is of a kind, one of those of {@link AnchorsContract}. */
    public boolean is(String kind) {
        return !topics.isEmpty() && topics.get(0).equals(kind);
    }

    /** The number in a topic behind the kind. */
    long topic(int index) {
        return new Abi.Reader(HexFormat.of().parseHex(topics.get(index).substring(2))).number(0);
    }

    Abi.Reader reader() {
        return new Abi.Reader(data.toArray());
    }

    /** The log that an {@code Anchored} or {@code Forked} is about. */
    public String origin() {
        return reader().text(Abi.WORD);
    }

    /** The size that an {@code Anchored} or {@code Forked} is about. */
    public long size() {
        return topic(2);
    }
}
