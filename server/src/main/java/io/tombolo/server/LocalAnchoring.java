package io.tombolo.server;

import io.tombolo.anchoring.config.AnchoringConfig;
import java.net.URI;

/** The anchoring service's settings beside all other parts. */
final class LocalAnchoring {
    private LocalAnchoring() {}

    static String text(Object uri) {
        return uri.toString().replaceAll("/+$", "");
    }

    static AnchoringConfig config(
            ServerConfig config, DataFolder folder, Access access, String bootstrap, URI registry) {
        AnchoringConfig modest = AnchoringConfig.FILE.defaults().modest();
        return modest.withDataDir(folder.sub("streams"))
                .withKafka(access.clients(bootstrap))
                .withRegistry(access.registry(registry))
                .withSeal(new AnchoringConfig.Seal(
                        config.sealLeaves(), config.sealAge().toMillis()))
                .withAnchor(modest.anchor()
                        .withPace(
                                config.anchorInterval().toMillis(),
                                modest.anchor().transactionsPerMinute()));
    }
}
