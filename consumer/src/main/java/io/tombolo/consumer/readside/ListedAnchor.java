package io.tombolo.consumer.readside;

import io.tombolo.verification.json.Bytes;
import java.util.Optional;

/** An anchor as the read side lists it; only what its note and its receipt say counts. */
record ListedAnchor(long size, String ledger, String note, Optional<Bytes> receipt) {}
