/** The owner's checkpoint and the ledgers' anchors: which of the policy's keys signed, and which anchors count. */
@NullMarked
package io.tombolo.verification.head;

import org.jspecify.annotations.NullMarked;
