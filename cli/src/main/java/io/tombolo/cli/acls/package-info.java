/** The least that each part may do at Kafka: one table, and what prints, applies and checks it. */
@NullMarked
package io.tombolo.cli.acls;

import org.jspecify.annotations.NullMarked;
