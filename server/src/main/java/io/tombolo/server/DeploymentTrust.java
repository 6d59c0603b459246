package io.tombolo.server;

import io.tombolo.anchoring.config.AnchoringConfig.TimestampAuthority;
import io.tombolo.anchoring.config.AnchoringConfig.WitnessAddress;
import io.tombolo.anchoring.seal.LogKeys;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.receipt.WitnessTrust;
import io.tombolo.verification.trust.CrossAnchoring;
import io.tombolo.verification.trust.LogKey;
import io.tombolo.verification.trust.TrustPolicy;
import io.tombolo.verification.verdict.Trust;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The keys and certificates of one deployment as a trust policy, for recipients to compare with what they received by another channel. */
final class DeploymentTrust {
    private final PemLogKeys keys;
    private final List<AnchorTrust> ledgers = new ArrayList<>();
    private final Map<String, Instant> retired;

    DeploymentTrust(
            PemLogKeys keys, OpenLedgers open, List<WitnessAddress> witnesses, List<TimestampAuthority> timestamps) {
        this.keys = keys;
        this.retired = open.retired().retired();
        ledgers.addAll(open.trust());
        ledgers.addAll(open.retired().ledgers());
        witnesses.forEach(witness -> ledgers.add(WitnessTrust.ofVkey(witness.key())));
        timestamps.forEach(authority -> ledgers.add(Vouchers.trust(authority)));
    }

    /** As it is now: an organisation has a key from its first dataset on, and former ones once it replaced one. */
    TrustPolicy policy() {
        return policy(keys, ledgers, retired);
    }

    static TrustPolicy policy(PemLogKeys keys, List<AnchorTrust> ledgers, Map<String, Instant> retired) {
        List<LogKey> known = new ArrayList<>();
        for (String organisation : keys.organisations()) {
            Optional<Instant> from = Optional.empty();
            for (LogKeys.Retired former : keys.retired(organisation)) {
                known.add(LogKey.ofRaw(organisation, former.publicKey(), from, Optional.of(former.until())));
                from = Optional.of(former.until());
            }
            known.add(LogKey.ofRaw(organisation, keys.publicKey(organisation), from, Optional.empty()));
        }
        return new TrustPolicy(Trust.POLICY, known, ledgers, CrossAnchoring.TWO, Optional.empty(), retired);
    }
}
