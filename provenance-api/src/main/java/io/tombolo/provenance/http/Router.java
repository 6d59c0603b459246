package io.tombolo.provenance.http;

/** Finds the answer to a request; throws nothing for what a client may send. */
@FunctionalInterface
interface Router {
    Answer answer(Ask ask);
}
