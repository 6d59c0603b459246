/** The agreements of this node's organisations, in their datasets {@code <organisation>/agreements}. */
@NullMarked
package io.tombolo.agreements.store;

import org.jspecify.annotations.NullMarked;
