package io.tombolo.ledger;

import static java.util.Objects.requireNonNull;

/**
 * A dataset and the key that its owner signs its logs with.
 *
 * @param organisation lower-case domain, as {@code acme.example}
 * @param dataset the dataset's name within the organisation
 * @param logKey the raw 32-byte Ed25519 public key, standard base64 with padding (44 characters); note key names are the
 *     origins, so that one key serves all partitions
 */
public record DatasetRegistration(String organisation, String dataset, String logKey) {
    public DatasetRegistration {
        requireNonNull(organisation, "organisation");
        requireNonNull(dataset, "dataset");
        requireNonNull(logKey, "logKey");
    }
}
