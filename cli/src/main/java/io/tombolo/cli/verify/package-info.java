/** The commands for recipients of data: evidence, verdicts, audits, policies. */
@NullMarked
package io.tombolo.cli.verify;

import org.jspecify.annotations.NullMarked;
