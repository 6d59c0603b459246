package io.tombolo.dsp;

import io.tombolo.dsp.Exchange.Fact;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** What the compatibility kit expects of the connector under test: for each of its tests the moves, each with the state in which it is due. */
final class TckScript implements Decisions {
    private static final Map<String, String> MOVES = new TreeMap<>(Map.ofEntries(
            Map.entry("CN_01_01", "REQUESTED OFFER"),
            Map.entry("CN_01_02", "REQUESTED OFFER REQUESTED TERMINATE"),
            Map.entry("CN_01_03", "REQUESTED OFFER ACCEPTED AGREE VERIFIED FINALIZE"),
            Map.entry("CN_01_04", "REQUESTED AGREE VERIFIED FINALIZE"),
            Map.entry("CN_02_01", "REQUESTED TERMINATE"),
            Map.entry("CN_02_02", ""),
            Map.entry("CN_02_03", "REQUESTED AGREE"),
            Map.entry("CN_02_04", "REQUESTED OFFER"),
            Map.entry("CN_02_05", "REQUESTED OFFER OFFERED TERMINATE"),
            Map.entry("CN_02_06", "REQUESTED OFFER ACCEPTED TERMINATE"),
            Map.entry("CN_02_07", "REQUESTED AGREE VERIFIED TERMINATE"),
            Map.entry("CN_03_01", "REQUESTED AGREE VERIFIED FINALIZE"),
            Map.entry("CN_03_02", "REQUESTED OFFER"),
            Map.entry("CN_03_03", "REQUESTED OFFER"),
            Map.entry("CN_03_04", "REQUESTED OFFER"),
            Map.entry("CN_C_01_01", "OFFERED ACCEPT AGREED VERIFY"),
            Map.entry("CN_C_01_02", "OFFERED REQUEST"),
            Map.entry("CN_C_01_03", "OFFERED TERMINATE"),
            Map.entry("CN_C_01_04", "AGREED VERIFY"),
            Map.entry("CN_C_02_01", ""),
            Map.entry("CN_C_02_02", "REQUESTED TERMINATE"),
            Map.entry("CN_C_02_03", "AGREED TERMINATE"),
            Map.entry("CN_C_02_04", ""),
            Map.entry("CN_C_02_05", "OFFERED ACCEPT"),
            Map.entry("CN_C_02_06", "AGREED VERIFY"),
            Map.entry("CN_C_03_01", ""),
            Map.entry("CN_C_03_02", ""),
            Map.entry("CN_C_03_03", ""),
            Map.entry("CN_C_03_04", "OFFERED ACCEPT"),
            Map.entry("CN_C_03_05", "OFFERED ACCEPT"),
            Map.entry("CN_C_03_06", "OFFERED ACCEPT"),
            Map.entry("TP_01_01", "REQUESTED START STARTED STOP"),
            Map.entry("TP_01_02", "REQUESTED START STARTED COMPLETE"),
            Map.entry("TP_01_03", "REQUESTED START STARTED SUSPEND SUSPENDED STOP"),
            Map.entry("TP_01_04", "REQUESTED START STARTED SUSPEND SUSPENDED START STARTED COMPLETE"),
            Map.entry("TP_01_05", "REQUESTED STOP"),
            Map.entry("TP_02_01", "REQUESTED START"),
            Map.entry("TP_02_02", "REQUESTED START"),
            Map.entry("TP_02_03", "REQUESTED START"),
            Map.entry("TP_02_04", "REQUESTED START"),
            Map.entry("TP_02_05", ""),
            Map.entry("TP_03_01", ""),
            Map.entry("TP_03_02", ""),
            Map.entry("TP_03_03", "REQUESTED START"),
            Map.entry("TP_03_04", "REQUESTED START"),
            Map.entry("TP_03_05", "REQUESTED START"),
            Map.entry("TP_03_06", "REQUESTED START"),
            Map.entry("TP_C_01_01", ""),
            Map.entry("TP_C_01_02", ""),
            Map.entry("TP_C_01_03", ""),
            Map.entry("TP_C_01_04", ""),
            Map.entry("TP_C_01_05", ""),
            Map.entry("TP_C_02_01", "STARTED STOP"),
            Map.entry("TP_C_02_02", "STARTED COMPLETE"),
            Map.entry("TP_C_02_03", "STARTED SUSPEND SUSPENDED STOP"),
            Map.entry("TP_C_02_04", "STARTED SUSPEND SUSPENDED START STARTED COMPLETE"),
            Map.entry("TP_C_02_05", "REQUESTED STOP"),
            Map.entry("TP_C_03_01", ""),
            Map.entry("TP_C_03_02", ""),
            Map.entry("TP_C_03_03", ""),
            Map.entry("TP_C_03_04", ""),
            Map.entry("TP_C_03_05", ""),
            Map.entry("TP_C_03_06", "")));

    private final Map<String, Integer> made = new ConcurrentHashMap<>();

    /** The tests with a script. */
    static List<String> tests() {
        return List.copyOf(MOVES.keySet());
    }

    @Override
    public Optional<Move> next(Exchange exchange) {
        String test = exchange.fact(exchange.kind() == Kind.NEGOTIATION ? Fact.DATASET : Fact.AGREEMENT);
        String[] script = MOVES.get(test).split(" ", -1);
        int at = made.getOrDefault(exchange.pid(), 0);
        if (at + 1 >= script.length || !script[at].equals(exchange.state().name())) {
            return Optional.empty();
        }
        made.put(exchange.pid(), at + 2);
        return Optional.of(Move.valueOf(script[at + 1]));
    }
}
