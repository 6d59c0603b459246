package io.tombolo.objects;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * {@code s3://BUCKET/PREFIX?endpoint=URL&region=NAME}.
 *
 * @param prefix empty, or with a slash at its end
 * @param endpoint empty for AWS's own
 * @param region empty for the one of the environment
 */
record S3Location(String bucket, String prefix, Optional<URI> endpoint, Optional<String> region) {
    private static final String FORM =
            "must be s3://BUCKET/PREFIX, with ?endpoint=URL&region=NAME where it is not AWS's";
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");

    static S3Location parse(String text) {
        try {
            URI uri = new URI(text);
            if (!"s3".equals(uri.getScheme())) {
                throw refused(text, FORM);
            }
            String bucket = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
            if (!BUCKET.matcher(bucket).matches()) {
                throw refused(
                        text,
                        "the bucket \"" + bucket
                                + "\" must be 3 to 63 of a-z 0-9 . -, the first and last a letter or digit");
            }
            String path = uri.getPath().replaceFirst("^/", "").replaceFirst("/$", "");
            String prefix = path.isEmpty() ? "" : ObjectName.checked(path) + "/";
            Map<String, String> asked = query(text, uri);
            return new S3Location(
                    bucket,
                    prefix,
                    Optional.ofNullable(asked.get("endpoint")).map(URI::create),
                    Optional.ofNullable(asked.get("region")));
        } catch (URISyntaxException malformed) {
            throw refused(text, FORM);
        }
    }

    private static Map<String, String> query(String text, URI uri) {
        Map<String, String> asked = new HashMap<>();
        if (uri.getQuery() == null) {
            return asked;
        }
        for (String pair : uri.getQuery().split("&", -1)) {
            int at = pair.indexOf('=');
            String name = at < 0 ? pair : pair.substring(0, at);
            String value = at < 0 ? "" : pair.substring(at + 1);
            if (!name.equals("endpoint") && !name.equals("region")) {
                throw refused(text, "\"" + name + "\" is unknown: endpoint and region are known");
            }
            if (name.equals("endpoint") && !value.matches("https?://[^/?#]+/?")) {
                throw refused(
                        text,
                        "endpoint \"" + value + "\" must be http:// or https:// with a host, and a port if need be");
            }
            if (value.isEmpty() || asked.put(name, value) != null) {
                throw refused(text, name + " must have one value");
            }
        }
        return asked;
    }

    private static IllegalArgumentException refused(String text, String why) {
        return new IllegalArgumentException(text + ": " + why);
    }

    @Override
    public String toString() {
        return "s3://" + bucket + "/" + prefix;
    }
}
