package io.tombolo.server;

import io.tombolo.agreements.invite.Invitations;
import io.tombolo.agreements.store.AgreementLog;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.http.server.Problem;
import io.tombolo.verification.trust.PolicyFile;
import io.tombolo.verification.trust.TrustPolicy;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What invitations state about this server, once it knows it. */
final class Invited {
    private final Path folder;
    private final PemLogKeys keys;
    private final AtomicReference<@Nullable DeploymentTrust> trust = new AtomicReference<>();

    Invited(Path folder, PemLogKeys keys) {
        this.folder = folder;
        this.keys = keys;
    }

    /** Invitations can be made from now on. */
    void known(DeploymentTrust deployment) {
        trust.set(deployment);
    }

    Invitations open(AgreementLog log, Supplier<Map<String, String>> where, Clock clock) {
        return new Invitations(folder, log, clock, new Invitations.Owner(where, this::policy, this::logKey));
    }

    private Optional<KeyPair> logKey(String organisation) {
        return keys.organisations().contains(organisation) ? Optional.of(keys.of(organisation)) : Optional.empty();
    }

    /** With the keys of that organisation alone. */
    private String policy(String organisation) {
        @Nullable DeploymentTrust deployment = trust.get();
        if (deployment == null) {
            throw new Problem.Refusal(
                    Problem.of(503, "unavailable", "the server has not started all of its parts yet"));
        }
        TrustPolicy all = deployment.policy();
        TrustPolicy policy = new TrustPolicy(
                all.trust(),
                all.logKeys().stream()
                        .filter(key -> key.organisation().equals(organisation))
                        .toList(),
                all.ledgers(),
                all.crossAnchoring(),
                all.oldestAnchor(),
                all.retired());
        return PolicyFile.toJson(policy).toString();
    }
}
