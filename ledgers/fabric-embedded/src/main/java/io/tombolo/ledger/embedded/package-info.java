/**
 * A small Fabric Gateway in this JVM: same chaincode class, same gRPC with Fabric's own answers for what goes wrong, and the keys of all
 * its members in one operator's hands. A proposal is simulated and endorsed, its transaction goes into a block on disk, and the blocks
 * add up to the state. For development; its certificates say so.
 */
@NullMarked
package io.tombolo.ledger.embedded;

import org.jspecify.annotations.NullMarked;
