package io.tombolo.server;

import io.tombolo.ledger.Ledger;
import io.tombolo.merkle.MalformedException;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The consortia that one data folder anchors on.
 *
 * @param first the organisations' own
 * @param further beside it
 * @param retired ledgers that it anchored on before, each with the time from which on it did not
 */
record OpenLedgers(Consortium first, List<Consortium> further, TrustPolicy retired) {
    OpenLedgers {
        further = List.copyOf(further);
        Set<String> names = new HashSet<>();
        List<String> all = new ArrayList<>(List.of(first.name()));
        further.forEach(one -> all.add(one.name()));
        retired.ledgers().forEach(one -> all.add(one.name()));
        for (String name : all) {
            if (!names.add(name)) {
                throw new ServerException(
                        "ledgers: " + name + " twice, among the first, the further and the retired ones");
            }
        }
    }

    /** Opens them in a data folder; each is closed with {@code parts}. */
    static OpenLedgers open(DataFolder folder, Ledgers ledgers, Clock clock, Parts parts) {
        TrustPolicy retired = ledgers.retired().map(OpenLedgers::retired).orElse(TrustPolicy.of(List.of(), List.of()));
        Consortium first =
                parts.add(first(folder, ledgers.first(), retired.retired().keySet(), clock));
        List<Consortium> further = new ArrayList<>();
        for (String ledger : ledgers.further()) {
            further.add(parts.add(Ledgers.open(folder.sub("ledgers"), ledger, clock)));
        }
        first.answerMembers();
        further.forEach(Consortium::answerMembers);
        return new OpenLedgers(first, further, retired);
    }

    private static Consortium first(DataFolder folder, String ledger, Set<String> retired, Clock clock) {
        Path place = folder.sub("ledger");
        if (ledger.equals(Ledgers.EMBEDDED)) {
            return Consortium.embedded(place, clock);
        }
        var channel = Ledgers.channel(ledger);
        if (channel.isEmpty()) {
            return Ledgers.ofFile(place, Path.of(ledger), retired);
        }
        LedgerMarker.claim(place, EmbeddedConsortium.name(channel.get()), retired);
        return Ledgers.open(folder.sub("ledgers"), ledger, clock);
    }

    private static TrustPolicy retired(Path file) {
        TrustPolicy policy;
        try {
            policy = PolicyFile.read(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new ServerException("retired ledgers " + file + ": can't be read (" + e.getMessage() + ")", e);
        } catch (MalformedException e) {
            throw new ServerException("retired ledgers " + file + ": " + e.getMessage(), e);
        }
        for (AnchorTrust ledger : policy.ledgers()) {
            if (policy.retiredAt(ledger.name()).isEmpty()) {
                throw new ServerException("retired ledgers " + file + ": " + ledger.name() + " has no time `retired`");
            }
        }
        return policy;
    }

    /** How a policy names those that are anchored on. */
    List<AnchorTrust> trust() {
        List<AnchorTrust> trust = new ArrayList<>(List.of(first.trust()));
        further.forEach(one -> trust.add(one.trust()));
        return trust;
    }

    /** The further ones by their names, as each organisation sees them. */
    Map<String, Function<String, Ledger>> byName() {
        Map<String, Function<String, Ledger>> ledgers = new LinkedHashMap<>();
        further.forEach(one -> ledgers.put(one.name(), one::as));
        return ledgers;
    }
}
