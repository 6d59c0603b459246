/** What the page takes: each limit is named where it is refused. */

/** Of a chosen file, in bytes; the verifier's own limit for evidence is lower. */
export const MOST_BYTES = 50_000_000;

/** Files that are chosen at once. */
export const MOST_FILES = 1000;

/** Fields of a record that are shown, and characters of one of them. */
export const MOST_FIELDS = 2000;
export const MOST_CHARACTERS = 4000;

/** Records of a set that are listed. */
export const MOST_RECORDS = 1000;

/** Pixels of a picture that is searched for a QR code; larger ones are made smaller first. */
export const MOST_PIXELS = 6_000_000;

/** In ms, for one file: then the worker is stopped. */
export const MOST_TIME = 120_000;
