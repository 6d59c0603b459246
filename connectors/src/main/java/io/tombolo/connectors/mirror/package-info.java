/** What a mirror of a dataset in another cluster has to keep, so that its readers can verify it. */
@NullMarked
package io.tombolo.connectors.mirror;

import org.jspecify.annotations.NullMarked;
