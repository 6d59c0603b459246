package io.tombolo.certificate;

/** The language of a certificate's own words; the data stays as it is. */
public enum Language {
    EN,
    ZH
}
