package io.tombolo.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3LocationTest {
    @Test
    void aLocationHasABucketAPrefixAnEndpointAndARegion() {
        S3Location plain = S3Location.parse("s3://logs");
        S3Location full = S3Location.parse("s3://logs/a/b/?endpoint=http://127.0.0.1:7070&region=eu-central-1");

        assertThat(plain.prefix()).isEmpty();
        assertThat(plain.endpoint()).isEmpty();
        assertThat(full.bucket()).isEqualTo("logs");
        assertThat(full.prefix()).isEqualTo("a/b/");
        assertThat(full.endpoint()).contains(URI.create("http://127.0.0.1:7070"));
        assertThat(full.region()).contains("eu-central-1");
        assertThat(full).hasToString("s3://logs/a/b/");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gs://logs | must be s3://BUCKET/PREFIX, with ?endpoint=URL&region=NAME where it is not AWS's",
                "s3://Logs | the bucket \"Logs\" must be 3 to 63 of a-z 0-9 . -, the first and last a letter or digit",
                "s3:///a | the bucket \"\" must be 3 to 63 of a-z 0-9 . -, the first and last a letter or digit",
                "s3://logs/a?acl=public | \"acl\" is unknown: endpoint and region are known",
                "s3://logs/a?region= | region must have one value",
                "s3://logs/a?region=a&region=b | region must have one value",
                "s3://logs/a?endpoint=127.0.0.1:7070 | endpoint \"127.0.0.1:7070\" must be http:// or https:// with a host, and a port if need be"
            })
    void whatIsWrongWithALocationIsNamed(String text, String why) {
        assertThatThrownBy(() -> ObjectStore.at(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(text + ": " + why);
    }
}
