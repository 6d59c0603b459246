package io.tombolo.consumer;

/** What happens to the application's reading when something is refused. */
public enum OnRefusal {
    /** {@link VerifyingConsumer#poll} throws a {@link RefusedException}, now and at each later call. */
    STOP,
    /** The record is not delivered; the listener hears of it and may keep it elsewhere, see {@link DeadLetterTopic}. Only when records are held. */
    SKIP,
    /** The record is delivered; held records carry the header {@value VerifyingConsumer#VERDICT_HEADER} with the refusal's name. */
    MARK
}
