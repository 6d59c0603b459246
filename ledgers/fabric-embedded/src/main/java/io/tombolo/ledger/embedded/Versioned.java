package io.tombolo.ledger.embedded;

import com.google.protobuf.ByteString;

/** A value of the world state and the block that wrote it; blocks hold one transaction, so that is a full version. */
record Versioned(ByteString value, long block) {}
