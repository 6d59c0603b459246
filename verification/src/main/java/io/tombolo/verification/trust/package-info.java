/** Which keys, certificates and quorums a verifier trusts, and the file that says so. */
@NullMarked
package io.tombolo.verification.trust;

import org.jspecify.annotations.NullMarked;
