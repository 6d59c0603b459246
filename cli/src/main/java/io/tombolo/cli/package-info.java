/** The command line: one class per command, exit codes 0 (good), 1 (a verdict that refuses) and 2 (wrong use or environment). */
@NullMarked
package io.tombolo.cli;

import org.jspecify.annotations.NullMarked;
