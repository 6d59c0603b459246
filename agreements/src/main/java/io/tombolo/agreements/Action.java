package io.tombolo.agreements;

import java.util.Locale;

/** What a side can do with an agreement. */
public enum Action {
    /** The consumer asks for terms. */
    REQUEST,
    /** The provider offers terms. */
    OFFER,
    /** The side that did not propose the terms agrees to them. */
    ACCEPT,
    /** The provider confirms that it recorded the acceptance: from now on the agreement is in force. */
    FINALIZE,
    /** Either side interrupts the access. */
    SUSPEND,
    /** The side that suspended it lets it continue. */
    RESUME,
    /** Either side ends it, or declines what was proposed. */
    END;

    /** As it is signed. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean proposes() {
        return this == REQUEST || this == OFFER;
    }
}
