package io.tombolo.server;

import io.tombolo.anchoring.config.AnchoringConfig.TimestampAuthority;
import io.tombolo.anchoring.config.AnchoringConfig.WitnessAddress;
import io.tombolo.ledger.Ledger;
import io.tombolo.ledger.timestamp.TimestampLedger;
import io.tombolo.ledger.witness.WitnessLedger;
import io.tombolo.verification.receipt.TimestampTrust;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** Opens the witnesses and time-stamping authorities that a configuration names. */
final class Vouchers {
    private Vouchers() {}

    static List<Ledger> open(List<WitnessAddress> witnesses, List<TimestampAuthority> timestamps, Parts parts) {
        List<Ledger> opened = open(witnesses, timestamps);
        opened.forEach(parts::add);
        return opened;
    }

    /**
     * One ledger for each; nothing is sent yet.
     *
     * @throws ServerException if a URL, a key or a file of roots is not one, or two have one name
     */
    static List<Ledger> open(List<WitnessAddress> witnesses, List<TimestampAuthority> timestamps) {
        List<Ledger> opened = new ArrayList<>();
        Set<String> names = new HashSet<>();
        witnesses.forEach(
                witness -> add("witnesses", () -> WitnessLedger.of(witness.url(), witness.key()), opened, names));
        timestamps.forEach(authority -> add(
                "timestamps",
                () -> TimestampLedger.of(
                        trust(authority), authority.urls(), authority.requestsPerDay(), Clock.systemUTC()),
                opened,
                names));
        return List.copyOf(opened);
    }

    private static void add(String key, Supplier<Ledger> open, List<Ledger> opened, Set<String> names) {
        Ledger ledger;
        try {
            ledger = open.get();
        } catch (IllegalArgumentException e) {
            throw new ServerException(String.valueOf(e.getMessage()), e);
        }
        if (!names.add(ledger.name())) {
            throw new ServerException(key + ": " + ledger.name() + " twice");
        }
        opened.add(ledger);
    }

    /** The authority as a policy names it. */
    static TimestampTrust trust(TimestampAuthority authority) {
        String name = TimestampTrust.PREFIX + authority.name();
        try {
            String pem = Files.readString(authority.roots(), StandardCharsets.US_ASCII);
            return TimestampTrust.of(name, Certificates.ofPem(pem));
        } catch (IOException | IllegalArgumentException e) {
            throw new ServerException(name + ": roots " + authority.roots() + " can't be read as certificates", e);
        }
    }
}
