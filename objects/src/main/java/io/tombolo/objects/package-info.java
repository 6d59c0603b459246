/** Bytes that never change, by their names: in a folder or in an S3-compatible store. */
@NullMarked
package io.tombolo.objects;

import org.jspecify.annotations.NullMarked;
