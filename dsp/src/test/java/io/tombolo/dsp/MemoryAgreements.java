package io.tombolo.dsp;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Agreements that are kept in memory, and a record of what was done to the access. */
final class MemoryAgreements implements Agreements {
    private final NavigableMap<String, Offered> datasets = new TreeMap<>();
    private final Map<String, String> access = new ConcurrentSkipListMap<>();
    private final List<String> concluded = new ArrayList<>();

    MemoryAgreements(List<String> ids) {
        for (String id : ids) {
            datasets.put(id, new Offered(id, "Title of " + id, List.of(offer(id))));
        }
    }

    private static Offer offer(String dataset) {
        return new Offer("offer-" + dataset, List.of(new Constraint("purpose", "eq", "research")));
    }

    @Override
    public List<Offered> offered(String participant, String after, int most) {
        return datasets.tailMap(after, false).values().stream().limit(most).toList();
    }

    @Override
    public Optional<Offered> offered(String participant, String dataset) {
        return Optional.ofNullable(datasets.get(dataset));
    }

    @Override
    public Answer<Agreed> agree(String participant, String dataset, String offer, String negotiation) {
        return datasets.containsKey(dataset) && !offer.startsWith("foreign")
                ? new Answer.Yes<>(new Agreed("agreement-" + negotiation, offer(dataset)))
                : new Answer.No<>("offer " + offer + " of dataset " + dataset + ": is not one of this provider");
    }

    @Override
    public synchronized Answer<String> conclude(String agreement) {
        concluded.add(agreement);
        return new Answer.Yes<>(agreement);
    }

    synchronized List<String> concluded() {
        return List.copyOf(concluded);
    }

    @Override
    public Answer<DataAddress> start(String participant, String agreement, String transfer) {
        if (agreement.startsWith("foreign")) {
            return new Answer.No<>("agreement " + agreement + ": is not in force");
        }
        access.put(transfer, "given");
        return new Answer.Yes<>(new DataAddress(
                "a-topic", "a-group", Map.of("bootstrap.servers", "127.0.0.1:9", "sasl.mechanism", "SCRAM-SHA-512")));
    }

    @Override
    public void suspend(String agreement, String transfer) {
        access.put(transfer, "suspended");
    }

    @Override
    public Answer<String> resume(String agreement, String transfer) {
        access.put(transfer, "given");
        return new Answer.Yes<>(agreement);
    }

    @Override
    public void end(String agreement, String transfer) {
        access.put(transfer, "ended");
    }

    /** {@code given}, {@code suspended}, {@code ended}, or empty. */
    String access(String transfer) {
        return access.getOrDefault(transfer, "");
    }
}
