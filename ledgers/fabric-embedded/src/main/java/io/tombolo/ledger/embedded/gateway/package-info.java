/** The Fabric Gateway's gRPC, with Fabric's own answers for what goes wrong. */
@NullMarked
package io.tombolo.ledger.embedded.gateway;

import org.jspecify.annotations.NullMarked;
