package io.tombolo.ledger;

/** Which anchor: a log and the size at which it was anchored. */
public record AnchoredHead(String origin, long size) {}
