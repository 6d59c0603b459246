/** The log as files (C2SP tlog-tiles): hash tiles and entry bundles, written and read, each trusted only under a signed head. */
@NullMarked
package io.tombolo.merkle.tile;

import org.jspecify.annotations.NullMarked;
