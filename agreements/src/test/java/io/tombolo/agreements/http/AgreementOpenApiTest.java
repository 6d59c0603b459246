package io.tombolo.agreements.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.openapi4j.parser.OpenApi3Parser;
import org.openapi4j.parser.model.v3.OpenApi3;

class AgreementOpenApiTest {
    @Test
    void theDescriptionIsValidAndHasEveryPath() throws Exception {
        OpenApi3 description = new OpenApi3Parser().parse(AgreementRoutes.class.getResource("openapi.yaml"), true);

        assertThat(description.getPaths().keySet())
                .containsExactlyInAnyOrder(
                        "/v1/agreements",
                        "/v1/agreements/{id}",
                        "/v1/agreements/{id}/steps",
                        "/v1/agreements/{id}/credentials",
                        "/v1/agreements/{id}/usage",
                        "/v1/agreements/{id}/erasures",
                        "/v1/agreements/{id}/erased",
                        "/v1/usage",
                        "/v1/agreements/{id}/{action}",
                        "/v1/invitations",
                        "/v1/invitations/{id}/join",
                        "/health",
                        "/openapi.yaml");
    }
}
