package io.tombolo.ledger;

import java.util.List;

/** Registers an organisation's datasets and their log keys; see {@link Ledger} for threads, deadlines and failures. */
public interface DatasetRegistrar {

    /** The ledger's name as anchors and trust policies carry it, for example {@code fabric:tombolo/anchors}. */
    String name();

    /**
     * Registers the dataset with its log key, and this identity as the organisation's if the organisation is new to the
     * ledger. The same registration again changes nothing and is answered as the first one was.
     */
    RegistrationOutcome register(DatasetRegistration registration);

    /**
     * Gives a dataset of this organisation a new log key. From its time on only notes that it signed are anchored; what was
     * anchored stays. The same rotation again changes nothing.
     */
    RegistrationOutcome rotateKey(LogKeyRotation rotation);

    /** The dataset's log keys, oldest first, each with its range; none when it isn't registered. */
    List<LogKeyRange> logKeys(String organisation, String dataset);
}
