/** {@code tombolo doctor}: what is wrong with a deployment, and how it is fixed. One class for each check; each looks and changes nothing. */
@NullMarked
package io.tombolo.doctor;

import org.jspecify.annotations.NullMarked;
