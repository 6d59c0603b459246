package io.tombolo.server;

import io.tombolo.agreements.Action;
import io.tombolo.agreements.Agreement;
import io.tombolo.agreements.State;
import io.tombolo.agreements.Terms;
import io.tombolo.agreements.access.PartnerAccess;
import io.tombolo.agreements.access.Partners;
import io.tombolo.agreements.store.AgreementLog;
import io.tombolo.dsp.Agreements;
import io.tombolo.dsp.Dataspace;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The dataspace's view of the agreements: each agreement that both organisations signed is an offer to the consumer, which a negotiation
 * refers to. The protocol's messages carry no signatures, so that they can't bring an agreement in force; they give and take the access
 * under it.
 */
final class DataspaceAgreements implements Agreements {
    /** The protocol's context defines ODRL's operators, and not its operands. */
    private static final String ODRL = "http://www.w3.org/ns/odrl/2/";

    private final AgreementLog log;
    private final Optional<PartnerAccess> access;
    private final Function<String, Optional<String>> organisations;
    private final Function<PartnerAccess.Credentials, Map<String, String>> secured;
    private final Map<String, String> open;
    private final Clock clock;

    /**
     * @param access empty where Kafka asks for no credentials
     * @param organisations by participant
     * @param secured settings of a partner's Kafka client
     * @param open the same without credentials
     */
    DataspaceAgreements(
            AgreementLog log,
            Optional<PartnerAccess> access,
            Function<String, Optional<String>> organisations,
            Function<PartnerAccess.Credentials, Map<String, String>> secured,
            Map<String, String> open,
            Clock clock) {
        this.log = log;
        this.access = access;
        this.organisations = organisations;
        this.secured = secured;
        this.open = open;
        this.clock = clock;
    }

    @Override
    public List<Offered> offered(String participant, String after, int most) {
        return datasets(participant).tailMap(after, false).values().stream()
                .limit(most)
                .toList();
    }

    @Override
    public Optional<Offered> offered(String participant, String dataset) {
        return Optional.ofNullable(datasets(participant).get(dataset));
    }

    private NavigableMap<String, Offered> datasets(String participant) {
        NavigableMap<String, Offered> found = new TreeMap<>();
        Optional<String> organisation = organisations.apply(participant);
        for (Agreement one : log.all()) {
            boolean usable = (one.state() == State.FINALIZED || one.state() == State.SUSPENDED)
                    && clock.instant().isBefore(one.terms().until());
            if (usable
                    && organisation
                            .filter(one.terms().consumer().name()::equals)
                            .isPresent()) {
                String dataset = one.terms().dataset().toString();
                found.merge(
                        dataset,
                        new Offered(dataset, one.terms().purpose(), List.of(offer(one))),
                        (first, next) -> new Offered(
                                dataset,
                                first.title(),
                                Stream.concat(first.offers().stream(), next.offers().stream())
                                        .toList()));
            }
        }
        return found;
    }

    private static Offer offer(Agreement agreement) {
        Terms terms = agreement.terms();
        return new Offer(
                agreement.id(),
                List.of(
                        new Constraint(ODRL + "purpose", "eq", terms.purpose()),
                        new Constraint(ODRL + "dateTime", "gteq", terms.from().toString()),
                        new Constraint(ODRL + "dateTime", "lt", terms.until().toString())));
    }

    @Override
    public Answer<Agreed> agree(String participant, String dataset, String offer, String negotiation) {
        return offered(participant, dataset).stream()
                .flatMap(one -> one.offers().stream())
                .filter(one -> one.id().equals(offer))
                .findFirst()
                .<Answer<Agreed>>map(one -> new Answer.Yes<>(new Agreed(one.id(), one)))
                .orElseGet(() -> new Answer.No<>("offer " + offer + " of dataset " + dataset
                        + ": is not an agreement that both organisations signed"));
    }

    @Override
    public Answer<String> conclude(String agreement) {
        return inForce(agreement).isPresent() ? new Answer.Yes<>(agreement) : new Answer.No<>(notInForce(agreement));
    }

    @Override
    public Answer<DataAddress> start(String participant, String agreement, String transfer) {
        Optional<Agreement> found = inForce(agreement)
                .filter(one -> organisations
                        .apply(participant)
                        .filter(one.terms().consumer().name()::equals)
                        .isPresent());
        if (found.isEmpty()) {
            return new Answer.No<>(notInForce(agreement));
        }
        Terms terms = found.get().terms();
        Optional<Map<String, String>> client = access.isEmpty()
                ? Optional.of(open)
                : access.get().issue(terms.consumer().name()).map(secured);
        return client.<Answer<DataAddress>>map(settings -> new Answer.Yes<>(new DataAddress(
                        terms.dataset().topic(),
                        Partners.groupPrefix(terms.consumer().name()),
                        settings)))
                .orElseGet(() -> new Answer.No<>(notInForce(agreement)));
    }

    private Optional<Agreement> inForce(String agreement) {
        return log.find(agreement).filter(one -> one.inForce(clock.instant()));
    }

    private static String notInForce(String agreement) {
        return "agreement " + agreement + ": is not in force";
    }

    @Override
    public void suspend(String agreement, String transfer) {
        act(agreement, State.FINALIZED, Action.SUSPEND, "transfer " + transfer + " was suspended");
    }

    @Override
    public Answer<String> resume(String agreement, String transfer) {
        act(agreement, State.SUSPENDED, Action.RESUME, "transfer " + transfer + " was resumed");
        return conclude(agreement);
    }

    private void act(String agreement, State in, Action action, String reason) {
        if (log.find(agreement).filter(one -> one.state() == in).isPresent()
                && log.act(agreement, action, reason) instanceof Agreement.Outcome.Changed) {
            access.ifPresent(PartnerAccess::reconcile);
        }
    }

    /** The credentials of the transfer are replaced by others that nobody gets. */
    @Override
    public void end(String agreement, String transfer) {
        log.find(agreement)
                .filter(one -> one.state() != State.TERMINATED)
                .ifPresent(one ->
                        access.ifPresent(all -> all.issue(one.terms().consumer().name())));
    }

    /** Ends the transfers of agreements that ended, also of those that ended while this node was down. */
    void follow(Dataspace dataspace) {
        Runnable end = () -> log.all().stream()
                .filter(one -> one.state() == State.TERMINATED)
                .forEach(one -> dataspace.agreementEnded(one.id(), "agreement " + one.id() + " ended"));
        log.listen(end);
        end.run();
    }
}
