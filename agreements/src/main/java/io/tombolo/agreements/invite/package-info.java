/** How a partner that has nothing yet begins: one file from the owner, used once. */
@NullMarked
package io.tombolo.agreements.invite;

import org.jspecify.annotations.NullMarked;
