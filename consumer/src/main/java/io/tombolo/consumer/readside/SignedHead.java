package io.tombolo.consumer.readside;

import io.tombolo.verification.stream.ExpectedHead;
import java.util.Optional;

/**
 * A head whose signatures hold.
 *
 * @param ledger the ledger that confirms it; empty for the owner's signature alone
 */
public record SignedHead(ExpectedHead expected, Optional<String> ledger) {}
