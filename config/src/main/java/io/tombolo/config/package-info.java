/** Typed configuration: a commented file of defaults with every key, and the operator's file laid over it. */
@NullMarked
package io.tombolo.config;

import org.jspecify.annotations.NullMarked;
