/**
 * A small Fabric Gateway in this JVM: same chaincode class, same gRPC, and the keys of all its members in one operator's
 * hands. For development; its certificates say so.
 */
@NullMarked
package io.tombolo.ledger.embedded;

import org.jspecify.annotations.NullMarked;
