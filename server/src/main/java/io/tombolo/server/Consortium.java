package io.tombolo.server;

import io.tombolo.anchoring.config.AnchoringConfig.TimestampAuthority;
import io.tombolo.anchoring.config.AnchoringConfig.WitnessAddress;
import io.tombolo.anchoring.seal.PemLogKeys;
import io.tombolo.ledger.Ledger;
import io.tombolo.verification.receipt.AnchorTrust;
import io.tombolo.verification.trust.TrustPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The ledger that a server anchors on. */
public sealed interface Consortium extends AutoCloseable
        permits EmbeddedConsortium, EvmConsortium, FabricConsortium, FiscoConsortium {

    /**
     * The embedded ledger in this folder, made when missing.
     *
     * @throws ServerException if the folder anchors elsewhere, or is in use
     */
    static Consortium embedded(Path folder, Clock clock) {
        return EmbeddedConsortium.open(folder, clock);
    }

    /**
     * A ledger beside the first one, as {@link Ledgers} names it; a place of its own under this folder is made when missing.
     *
     * @param folder holds one folder for each further ledger
     * @throws ServerException if it is not a name of a ledger, or can't be opened
     */
    static Consortium further(Path folder, String ledger, Clock clock) {
        return Ledgers.open(folder, ledger, clock);
    }

    /**
     * A consortium's ledger of any kind: a contract on an EVM chain, as docs/evm.md describes its file, one on a FISCO BCOS chain, as
     * docs/fisco.md does, or a channel on Fabric, as docs/fabric.md does. A ledger that is down is not a reason not to open it.
     *
     * @param folder for transactions whose fate isn't known
     * @throws ServerException if the file is wrong, the ledger refuses the identity, the contract can't be deployed, or the folder anchors elsewhere
     */
    static Consortium ofFile(Path folder, Path ledgerFile) {
        return Ledgers.ofFile(folder, ledgerFile, Set.of());
    }

    /**
     * As {@link #ofFile}, for a ledger that is there already.
     *
     * @throws ServerException if a contract would have to be deployed, too
     */
    static Consortium existing(Path folder, Path ledgerFile) {
        DeployedContract.require(ledgerFile);
        return ofFile(folder, ledgerFile);
    }

    /**
     * The witnesses and time-stamping authorities that confirm heads beside a consortium's ledger, for the caller to close; nothing is
     * sent yet.
     *
     * @throws ServerException if a URL, a key or a file of roots is not one, or two have one name
     */
    static List<Ledger> further(List<WitnessAddress> witnesses, List<TimestampAuthority> timestamps) {
        return Vouchers.open(witnesses, timestamps);
    }

    /** The ledger as one organisation sees it; closed with this. */
    Ledger as(String organisation);

    /** The only organisations whose logs may be anchored here; empty: whichever publishes. */
    Optional<List<String>> organisations();

    /** Its name as anchors and policies carry it, for example {@code fabric:tombolo/anchors}. */
    default String name() {
        return trust().name();
    }

    /** How a policy names this ledger: its members' authorities, and how many of them must have signed. */
    AnchorTrust trust();

    /** The log keys of those who anchor here, and this ledger, as a policy: for an owner whose parts run alone. */
    default TrustPolicy policy(PemLogKeys keys) {
        return DeploymentTrust.policy(keys, List.of(trust()), Map.of());
    }

    /**
     * Begins to answer what other members ask of this one, where the ledger's file says so; until this is closed.
     *
     * @return where it listens
     * @throws ServerException if it can't listen there
     */
    default Optional<URI> answerMembers() {
        return Optional.empty();
    }

    /** What it is and where, in a few words for an operator. */
    String description();

    @Override
    void close();
}
