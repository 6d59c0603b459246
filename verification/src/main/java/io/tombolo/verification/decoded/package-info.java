/** Verified records as people and programs use them: fields by name. No verdict rests on what is here. */
@NullMarked
package io.tombolo.verification.decoded;

import org.jspecify.annotations.NullMarked;
