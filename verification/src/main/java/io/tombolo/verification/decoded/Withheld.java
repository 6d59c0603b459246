package io.tombolo.verification.decoded;

/**
 * In the place of a protected field's value that nothing discloses.
 *
 * @param group of recipients who may read it, as its owner states
 */
public record Withheld(String group) {}
