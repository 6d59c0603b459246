/** What all commands share: exit codes, answers in JSON, the server that they ask, the files that they are given. */
@NullMarked
package io.tombolo.cli.shell;

import org.jspecify.annotations.NullMarked;
