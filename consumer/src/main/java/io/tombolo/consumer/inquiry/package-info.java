/** What a reader asks the read side about one log: where in it the reading began, what was signed since, what a group was given before. */
@NullMarked
package io.tombolo.consumer.inquiry;

import org.jspecify.annotations.NullMarked;
