/** The REST resource {@code /v1/agreements}. */
@NullMarked
package io.tombolo.agreements.http;

import org.jspecify.annotations.NullMarked;
