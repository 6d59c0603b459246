package io.tombolo.demo;

/** One line of the closing table: what was tried, what should come of it, and what did. */
record Outcome(String what, String expected, String found, boolean good) {}
