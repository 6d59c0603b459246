/** What the read side keeps on disk: per log its entries, tree, checkpoints and anchors, and one cursor over all of them. */
@NullMarked
package io.tombolo.provenance.store;

import org.jspecify.annotations.NullMarked;
