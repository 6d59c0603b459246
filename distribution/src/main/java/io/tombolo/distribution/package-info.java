/** What others run: images without a container engine. The archives and the Debian package need no code: {@code pom.xml}. */
@NullMarked
package io.tombolo.distribution;

import org.jspecify.annotations.NullMarked;
