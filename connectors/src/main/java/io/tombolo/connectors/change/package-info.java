/** What a source reports, turned into change events of a dataset: key, envelope, salt and topic. */
@NullMarked
package io.tombolo.connectors.change;

import org.jspecify.annotations.NullMarked;
