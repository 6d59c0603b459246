/** {@code tombolo demo}: three organisations share real data, and every way of tampering with it is caught. */
@NullMarked
package io.tombolo.demo;

import org.jspecify.annotations.NullMarked;
