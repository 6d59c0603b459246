/** The service's one configuration tree, its commented defaults and the rules that say which topics are datasets. */
@NullMarked
package io.tombolo.anchoring.config;

import org.jspecify.annotations.NullMarked;
