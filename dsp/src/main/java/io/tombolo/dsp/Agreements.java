package io.tombolo.dsp;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What this protocol needs of the provider's agreements and of the access that they give. Every call may come twice, with the same
 * arguments, and has its effect once.
 */
public interface Agreements {
    /** The one way of transfer: the consumer reads the topic. */
    String FORMAT = "KafkaBroker-PULL";

    /**
     * What a participant may see, in the order of the identifiers.
     *
     * @param after the identifier that the last page ended with; empty for the first page
     * @param most of them, at least 1
     */
    List<Offered> offered(String participant, String after, int most);

    /** One dataset; empty when there is none, or the participant may not see it. */
    Optional<Offered> offered(String participant, String dataset);

    /** Whether an offer is agreed to. Nothing is in force yet. */
    Answer<Agreed> agree(String participant, String dataset, String offer, String negotiation);

    /** Both sides agreed: from now on the agreement is in force. */
    Answer<String> conclude(String agreement);

    /** Gives access for a transfer under an agreement in force. */
    Answer<DataAddress> start(String participant, String agreement, String transfer);

    /** Takes the access away, to be given again with the same credentials by {@link #resume}. */
    void suspend(String agreement, String transfer);

    /** Gives the access back that {@link #suspend} took, or says why not; the answer's value is the agreement. */
    Answer<String> resume(String agreement, String transfer);

    /** Takes the access away for the last time. */
    void end(String agreement, String transfer);

    /**
     * A dataset with its offers.
     *
     * @param id stays the same
     * @param title for people, empty for none
     * @param offers at least one
     */
    record Offered(String id, String title, List<Offer> offers) {
        public Offered {
            offers = List.copyOf(offers);
        }
    }

    /**
     * Terms on which a dataset may be used.
     *
     * @param id stays the same for the same terms
     * @param constraints of the one permission, to use
     */
    record Offer(String id, List<Constraint> constraints) {
        public Offer {
            constraints = List.copyOf(constraints);
        }
    }

    /** An ODRL constraint, as {@code purpose eq research}. */
    record Constraint(String leftOperand, String operator, String rightOperand) {}

    /** An agreement that the provider is ready to conclude, on the terms of that offer. */
    record Agreed(String agreement, Offer offer) {}

    /**
     * With what the consumer reads.
     *
     * @param topic one topic
     * @param groupPrefix of the consumer groups that it may use
     * @param client settings of its Kafka client: {@code bootstrap.servers}, {@code security.protocol}, {@code sasl.mechanism},
     *     {@code sasl.jaas.config} and so on; secret
     */
    record DataAddress(String topic, String groupPrefix, Map<String, String> client) {
        public DataAddress {
            client = Map.copyOf(client);
        }

        /** Without what is secret. */
        @Override
        public String toString() {
            return "DataAddress[topic " + topic + ", settings " + client.keySet() + "]";
        }
    }

    /** What was asked for, or why not. */
    sealed interface Answer<T> {
        /** The provider does it. */
        record Yes<T>(T value) implements Answer<T> {}

        /** The provider does not; the reason is shown to the consumer. */
        record No<T>(String reason) implements Answer<T> {}
    }
}
