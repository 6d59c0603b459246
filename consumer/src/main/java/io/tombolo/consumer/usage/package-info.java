/** Receipts of what was verified, signed for the dataset's owner. */
@NullMarked
package io.tombolo.consumer.usage;

import org.jspecify.annotations.NullMarked;
