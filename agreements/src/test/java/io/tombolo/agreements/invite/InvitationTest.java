package io.tombolo.agreements.invite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tombolo.agreements.Terms;
import io.tombolo.agreements.Two;
import io.tombolo.merkle.MalformedException;
import io.tombolo.merkle.note.NoteVerifier;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InvitationTest {
    private static final KeyPair LOG_KEY = Two.key(7);
    private static final Invitation INVITATION = new Invitation(
            Offer.of(Two.terms()),
            Two.NOW,
            URI.create("https://node.acme.example:8491"),
            Optional.of("-----BEGIN CERTIFICATE-----\n"),
            "{\"log_keys\":[1,2]}",
            NoteVerifier.ed25519(Two.OWNER, LOG_KEY.getPublic()).vkey(),
            "s".repeat(43));

    private static Invitation read(String text) {
        return Invitation.read(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void isReadAsItWasWrittenHoweverItIsIndented() {
        String file = INVITATION.write(LOG_KEY).toPrettyString();

        assertThat(read(file)).isEqualTo(INVITATION);
        assertThat(read(file.replace("\n", "\r\n   "))).isEqualTo(INVITATION);
        assertThat(INVITATION.toString()).doesNotContain(INVITATION.secret());
    }

    @Test
    void isRefusedWithAnySingleCharacterChanged() {
        String file = INVITATION.write(LOG_KEY).toString();

        for (int i = 0; i < file.length(); i++) {
            StringBuilder changed = new StringBuilder(file);
            changed.setCharAt(i, file.charAt(i) == 'x' ? 'y' : 'x');

            assertThatThrownBy(() -> read(changed.toString()))
                    .as("character %d: %s", i, changed)
                    .isInstanceOf(MalformedException.class);
        }
    }

    @Test
    void isRefusedWithAPartTakenOutOrAdded() {
        String file = INVITATION.write(LOG_KEY).toString();

        assertThatThrownBy(() -> read(file.replace("\"authorities\":\"-----BEGIN CERTIFICATE-----\\n\",", "")))
                .hasMessage("invitation: changed after its owner signed it");
        assertThatThrownBy(() -> read(file.replace("{\"format\"", "{\"more\":1,\"format\"")))
                .hasMessage("invitation: changed after its owner signed it");
        assertThatThrownBy(() -> read(file.replace("\"secret\":", "\"secretive\":")))
                .hasMessage("invitation: secret is missing");
    }

    @Test
    void isRefusedWhenAnotherKeyThanTheNamedOneSignedIt() {
        String file = INVITATION.write(Two.key(8)).toString();

        assertThatThrownBy(() -> read(file)).hasMessage("invitation: changed after its owner signed it");
    }

    @Test
    void offersTermsThatOnlyTheInvitedNameCompletes() {
        Terms terms = Two.terms();

        assertThat(INVITATION.accepted(terms.consumer())).isEqualTo(terms);
        assertThatThrownBy(() -> INVITATION.accepted(Two.party("other.example", Two.PARTNER_KEY)))
                .hasMessage("invitation " + terms.id() + ": is for partner.example, not for other.example");
    }
}
