/** What a person sees on a terminal: tables that line up, and a bar where there is something to wait for. */
@NullMarked
package io.tombolo.terminal;

import org.jspecify.annotations.NullMarked;
