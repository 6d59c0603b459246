package io.tombolo.up;

import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.merkle.note.Ed25519;
import io.tombolo.verification.json.Bytes;
import io.tombolo.verification.receipt.LedgerTrust;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.TrustPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The keys and certificates of one deployment as a trust policy, for receivers to compare with what they were told. */
final class DeploymentTrust {
    private static final String ENDING = ".pem";
    private static final byte ED25519 = 0x01;

    private final Path folder;
    private final LogKeys keys;
    private final LedgerTrust ledger;

    DeploymentTrust(Path folder, LogKeys keys, LedgerTrust ledger) {
        this.folder = folder;
        this.keys = keys;
        this.ledger = ledger;
    }

    /** As it is now: an organisation has a key from its first dataset on. */
    TrustPolicy policy() {
        try (Stream<Path> files = Files.list(folder)) {
            List<LogKey> known = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .map(name -> name.substring(0, name.length() - ENDING.length()))
                    .sorted()
                    .map(this::key)
                    .toList();
            return TrustPolicy.of(known, List.of(ledger));
        } catch (IOException e) {
            throw new UncheckedIOException("folder of log keys " + folder + " can't be read", e);
        }
    }

    private LogKey key(String organisation) {
        byte[] raw = Ed25519.raw(keys.of(organisation).getPublic());
        byte[] typed = new byte[raw.length + 1];
        typed[0] = ED25519;
        System.arraycopy(raw, 0, typed, 1, raw.length);
        return new LogKey(organisation, Bytes.of(typed), Optional.empty(), Optional.empty());
    }
}
