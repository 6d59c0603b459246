@org.jspecify.annotations.NullMarked
package io.tombolo.verification.fuzz;
