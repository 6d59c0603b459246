package io.tombolo.agreements.invite;

import io.tombolo.agreements.Party;
import io.tombolo.agreements.Terms;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.Ed25519Keys;
import io.tombolo.merkle.note.NoteVerifier;

/**
 * Terms whose consumer is known by name only, because it makes its key when it joins. The text is that of {@link Terms}, with the name in the place of
 * the consumer's verifier key.
 */
public final class Offer {
    private static final String CONSUMER = "\nconsumer ";

    private final String text;
    private final String partner;
    private final Terms example;

    private Offer(String text, String partner, Terms example) {
        this.text = text;
        this.partner = partner;
        this.example = example;
    }

    /** Of terms with some key, which is left out. */
    static Offer of(Terms terms) {
        String partner = terms.consumer().name();
        return new Offer(replace(terms.text(), terms.consumer().vkey(), partner), partner, terms);
    }

    /**
     * The offer that a text states.
     *
     * @throws MalformedException when it is not such a text
     */
    public static Offer parse(String text) {
        int from = text.indexOf(CONSUMER) + CONSUMER.length();
        int to = text.indexOf('\n', from);
        if (from < CONSUMER.length() || to < 0) {
            throw new MalformedException("offer: consumer is missing");
        }
        String partner = text.substring(from, to);
        return new Offer(text, partner, Terms.parse(replace(text, partner, anyKey(partner))));
    }

    /** A verifier key of that name, whose private half is forgotten at once: terms can't be checked without one. */
    public static String anyKey(String organisation) {
        return NoteVerifier.ed25519(organisation, Ed25519Keys.generate().getPublic())
                .vkey();
    }

    private static String replace(String text, String one, String other) {
        return text.replace(CONSUMER + one + "\n", CONSUMER + other + "\n");
    }

    /**
     * The terms with that key.
     *
     * @throws MalformedException when it is another organisation's
     */
    public Terms with(Party consumer) {
        if (!consumer.name().equals(partner)) {
            throw new MalformedException("invitation " + id() + ": is for " + partner + ", not for " + consumer.name());
        }
        return Terms.parse(replace(text, partner, consumer.vkey()));
    }

    String text() {
        return text;
    }

    public String id() {
        return example.id();
    }

    /** The invited organisation. */
    public String partner() {
        return partner;
    }

    public Party provider() {
        return example.provider();
    }

    public String dataset() {
        return example.dataset().toString();
    }

    /** The offered terms, with a key that nobody has. */
    public Terms example() {
        return example;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Offer offer && offer.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
