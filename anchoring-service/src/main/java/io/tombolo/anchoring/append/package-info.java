/**
 * The log of each partition. In come a task's records; out go bundles, sealed checkpoints and the task's state, in the transaction
 * that commits the offsets. {@link io.tombolo.anchoring.append.AppendService} wires it up.
 */
@NullMarked
package io.tombolo.anchoring.append;

import org.jspecify.annotations.NullMarked;
