package io.tombolo.server;

import io.tombolo.anchoring.config.AnchoringConfig.WitnessAddress;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.witness.WitnessLedger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Opens the witnesses that a configuration names. */
final class Witnesses {
    private Witnesses() {}

    static List<Ledger> open(List<WitnessAddress> addresses, Parts parts) {
        List<Ledger> opened = open(addresses);
        opened.forEach(parts::add);
        return opened;
    }

    /**
     * One ledger for each; nothing is sent yet.
     *
     * @throws ServerException if a URL or a key is not one, or two have one name
     */
    static List<Ledger> open(List<WitnessAddress> addresses) {
        List<Ledger> opened = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (WitnessAddress address : addresses) {
            Ledger witness;
            try {
                witness = WitnessLedger.of(address.url(), address.key());
            } catch (IllegalArgumentException e) {
                throw new ServerException(String.valueOf(e.getMessage()), e);
            }
            if (!names.add(witness.name())) {
                throw new ServerException("witnesses: " + witness.name() + " twice");
            }
            opened.add(witness);
        }
        return List.copyOf(opened);
    }
}
