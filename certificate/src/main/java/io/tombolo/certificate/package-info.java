/** A certificate on paper: what a verdict accepted, on one or two pages, as PDF/A-3 with the evidence attached. No verdict rests on it. */
@NullMarked
package io.tombolo.certificate;

import org.jspecify.annotations.NullMarked;
