/**
 * From record to leaf. In come the records of one log, in offset order; out come its leaves, its full bundles, and the reason for each
 * record whose bytes could not be decoded. Hashing threads do the work, beside the stream threads.
 */
@NullMarked
package io.tombolo.anchoring.leaf;

import org.jspecify.annotations.NullMarked;
