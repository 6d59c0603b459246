package io.tombolo.certificate;

/**
 * A protected field that nobody can read any more, by the receipt of its erasure.
 *
 * @param field its place and group, as {@code /after/diagnosis (clinical)}
 * @param at when, as the receipt shows it
 */
public record Erased(String field, String at) {}
