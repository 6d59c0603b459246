/** Certificates and revocation lists, each in the one encoding that it has. */
import { equal, hex, Malformed, numberOf } from "./bytes.js";
import type { CurveName } from "./orders.js";
import { BITS, BOOLEAN, Der, dotted, FIELD_0, FIELD_3, INTEGER, OCTETS, OID, SEQUENCE, TIME, UTC_TIME } from "./der.js";
import type { DigestName } from "./digests.js";
import type { Keys, PublicKey, Scheme } from "./keys.js";
import { type Name, readName } from "./names.js";
import { type Instant, ofMillis } from "./time.js";

interface Signed {
  tbs: Uint8Array;
  /** Undefined for one that is not known here. */
  algorithm: { scheme: Scheme | "ed25519"; hash: DigestName } | undefined;
  signature: Uint8Array;
}

export interface Certificate extends Signed {
  der: Uint8Array;
  serial: bigint;
  issuer: Name;
  subject: Name;
  notBefore: Instant;
  notAfter: Instant;
  key: PublicKey;
  /** The key in its encoding: the same text for the same key. */
  keyText: string;
  /** The authorities that may stand under it; -1 for a certificate that is not one of an authority. */
  pathLength: number;
  /** Undefined without the extension. */
  keyUsage: ReadonlySet<number> | undefined;
  /** Undefined without the extension, null if it can't be read. */
  extendedKeyUsage: string[] | undefined | null;
  critical: ReadonlySet<string>;
  extensions: ReadonlySet<string>;
}

export interface RevocationList extends Signed {
  der: Uint8Array;
  issuer: Name;
  entries: { serial: bigint; at: Instant; reason: number | undefined }[];
}

export const DIGITAL_SIGNATURE = 0;
export const NON_REPUDIATION = 1;
export const KEY_CERT_SIGN = 5;
const KEY_USAGE = "2.5.29.15";
const BASIC_CONSTRAINTS = "2.5.29.19";
const REASON = "2.5.29.21";
export const NAME_CONSTRAINTS = "2.5.29.30";
export const EXTENDED_KEY_USAGE = "2.5.29.37";
const ANY_LENGTH = 2 ** 31 - 1;
const ENUMERATED = 0x0a;
const LONG = 1 << 20;

const ALGORITHMS: Record<string, { scheme: Scheme | "ed25519"; hash: DigestName }> = {
  "1.2.840.10045.4.1": { scheme: "ecdsa", hash: "SHA-1" },
  "1.2.840.10045.4.3.2": { scheme: "ecdsa", hash: "SHA-256" },
  "1.2.840.10045.4.3.3": { scheme: "ecdsa", hash: "SHA-384" },
  "1.2.840.10045.4.3.4": { scheme: "ecdsa", hash: "SHA-512" },
  "1.2.840.113549.1.1.5": { scheme: "rsa", hash: "SHA-1" },
  "1.2.840.113549.1.1.11": { scheme: "rsa", hash: "SHA-256" },
  "1.2.840.113549.1.1.12": { scheme: "rsa", hash: "SHA-384" },
  "1.2.840.113549.1.1.13": { scheme: "rsa", hash: "SHA-512" },
  "1.3.101.112": { scheme: "ed25519", hash: "SHA-512" },
};
const NAMED_CURVES: Record<string, CurveName> = {
  "1.2.840.10045.3.1.7": "P-256",
  "1.3.132.0.34": "P-384",
  "1.3.132.0.35": "P-521",
};
const SIZES: Record<string, number> = { "P-256": 32, "P-384": 48, "P-521": 66 };
const EC = "1.2.840.10045.2.1";
const RSA = "1.2.840.113549.1.1.1";
/** Signatures and keys for RSASSA-PSS alone. */
export const PSS = "1.2.840.113549.1.1.10";

/** A certificate from exactly its DER. */
export function readCertificate(der: Uint8Array, what: string): Certificate {
  try {
    const { body, ...signed } = readSigned(der);
    return { der, ...signed, ...readBody(body, signed.algorithmText) };
  } catch (e) {
    if (e instanceof Malformed) throw new Malformed(`${what}: not an X.509 certificate in DER`);
    throw e;
  }
}

function readSigned(der: Uint8Array): Signed & { body: Der; algorithmText: string } {
  const whole = new Der(der, "signed").enterOnly(SEQUENCE);
  const tbs = whole.element(SEQUENCE);
  const identifier = whole.element(SEQUENCE);
  const bits = whole.contents(BITS);
  whole.end();
  if (bits.length === 0 || bits[0]! > 7 || (bits.length === 1 && bits[0] !== 0)) throw new Malformed("bits");
  return { tbs, algorithm: algorithmOf(identifier), algorithmText: hex(identifier), signature: bits.slice(1), body: new Der(tbs, "body").enter(SEQUENCE) };
}

function algorithmOf(identifier: Uint8Array): Signed["algorithm"] {
  const parts = new Der(identifier, "algorithm").enter(SEQUENCE);
  const oid = dotted(parts.contents(OID));
  if (oid !== PSS) return ALGORITHMS[oid];
  const text = hex(identifier);
  const of = (["SHA-256", "SHA-384", "SHA-512"] as const).find((_, i) => {
    const digest = (end: string) => `60864801650304020${i + 1}${end}`;
    const salt = `a20302${"01"}${[32, 48, 64][i]!.toString(16)}`;
    return text.includes(digest("")) && text.includes("06092a864886f70d010108") && text.endsWith(salt);
  });
  return of === undefined ? undefined : { scheme: "pss", hash: of };
}

function readBody(body: Der, signedWith: string) {
  let version = 1;
  if (body.isNext(FIELD_0)) {
    const given = body.enter(FIELD_0);
    version = Number(given.integer(INTEGER)) + 1;
    given.end();
  }
  if (version < 1 || version > 3) throw new Malformed("version");
  const serial = body.integer(INTEGER, LONG);
  if (body.hex(SEQUENCE) !== signedWith) throw new Malformed("two algorithms");
  const issuer = readName(body.element(SEQUENCE));
  const validity = body.enter(SEQUENCE);
  const [notBefore, notAfter] = [readTime(validity), readTime(validity)];
  validity.end();
  const subject = readName(body.element(SEQUENCE));
  const encoded = body.element(SEQUENCE);
  const key = readKey(new Der(encoded, "key").enter(SEQUENCE));
  if (issuer.canonical === "" || (version === 1 && (subject.canonical === "" || body.hasMore()))) throw new Malformed("name");
  for (const unique of [0x81, 0x82]) if (body.isNext(unique)) body.contents(unique);
  const extensions = new Map<string, Extension>();
  if (body.hasMore()) {
    if (version !== 3) throw new Malformed("extensions");
    // As the JDK has it: what is none of the fields is passed over. Nothing is read from it, and its bytes are signed.
    if (body.isNext(FIELD_3)) readExtensions(body.enter(FIELD_3).enter(SEQUENCE), extensions);
    else body.element(body.tag());
  }
  return {
    serial,
    issuer,
    subject,
    notBefore,
    notAfter,
    key,
    keyText: hex(encoded),
    pathLength: pathLength(extensions),
    keyUsage: keyUsage(extensions),
    extendedKeyUsage: extendedKeyUsage(extensions),
    critical: new Set([...extensions].filter(([, one]) => one.critical).map(([oid]) => oid)),
    extensions: new Set(extensions.keys()),
  };
}

interface Extension {
  critical: boolean;
  value: Uint8Array;
}

function readExtensions(wrapped: Der, into: Map<string, Extension>): void {
  while (wrapped.hasMore()) {
    const one = wrapped.enter(SEQUENCE);
    const oid = dotted(one.contents(OID));
    const flag = one.isNext(BOOLEAN) ? one.contents(BOOLEAN) : Uint8Array.of(0);
    if (flag.length !== 1) throw new Malformed("flag");
    const value = one.contents(OCTETS);
    one.end();
    if (into.has(oid)) throw new Malformed("extension twice");
    into.set(oid, { critical: flag[0] !== 0, value });
  }
}

/** What an extension says. One that can't be read is as if it were not there, unless it is critical. */
function read<T, U>(extensions: Map<string, Extension>, oid: string, how: (value: Der) => T, unreadable: U): T | U | undefined {
  const extension = extensions.get(oid);
  if (extension === undefined) return undefined;
  try {
    const der = new Der(extension.value, "extension");
    return how(der);
  } catch (e) {
    if (!(e instanceof Malformed) || extension.critical) throw e;
    return unreadable;
  }
}

function pathLength(extensions: Map<string, Extension>): number {
  const found = read(extensions, BASIC_CONSTRAINTS, (value) => {
    const parts = value.enter(SEQUENCE);
    if (!parts.isNext(BOOLEAN)) return -1;
    const flag = parts.contents(BOOLEAN);
    if (flag.length !== 1) throw new Malformed("flag");
    const length = parts.hasMore() ? Number(parts.integer(INTEGER)) : ANY_LENGTH;
    return flag[0] !== 0 ? length : -1;
  }, -1);
  return found ?? -1;
}

function keyUsage(extensions: Map<string, Extension>): Set<number> | undefined {
  return read(extensions, KEY_USAGE, (value) => {
    const bits = value.contents(BITS);
    if (bits.length === 0 || bits[0]! > 7) throw new Malformed("bits");
    const set = new Set<number>();
    for (let i = 0; i < 8 * (bits.length - 1) - bits[0]!; i++) if ((bits[1 + (i >> 3)]! >> (7 - (i & 7))) & 1) set.add(i);
    return set;
  }, undefined);
}

function extendedKeyUsage(extensions: Map<string, Extension>): string[] | undefined | null {
  return read(extensions, EXTENDED_KEY_USAGE, (value) => {
    const uses: string[] = [];
    const each = value.enter(SEQUENCE);
    while (each.hasMore()) uses.push(dotted(each.contents(OID)));
    return uses;
  }, null);
}

function readKey(spki: Der): PublicKey {
  const algorithm = spki.enter(SEQUENCE);
  const oid = dotted(algorithm.contents(OID));
  const curve = oid === EC ? NAMED_CURVES[algorithm.isNext(OID) ? dotted(algorithm.contents(OID)) : ""] : undefined;
  const bits = spki.contents(BITS);
  spki.end();
  if (bits.length < 2 || bits[0] !== 0) throw new Malformed("key");
  const key = bits.slice(1);
  if (oid === EC) {
    if (curve === undefined || key[0] !== 4 || key.length !== 1 + 2 * SIZES[curve]!) throw new Malformed("key");
    return { kind: "ec", curve, point: key };
  }
  if (oid !== RSA) return { kind: "other", oid };
  const numbers = new Der(key, "key").enterOnly(SEQUENCE);
  const [modulus, exponent] = [positive(numbers), positive(numbers)];
  numbers.end();
  // The JDK's limits, without which one key could take minutes.
  const long = modulus >= 1n << 3072n && exponent >= 1n << 64n;
  if (modulus < 1n << 511n || modulus >= 1n << 16384n || exponent < 3n || exponent > modulus || long) throw new Malformed("key");
  return { kind: "rsa", modulus, exponent };
}

function positive(numbers: Der): bigint {
  return numberOf(numbers.contents(INTEGER));
}

/** UTCTime or GeneralizedTime in seconds; a day that a month does not have is one of the next. */
function readTime(der: Der): Instant {
  const tag = der.isNext(UTC_TIME) ? UTC_TIME : TIME;
  const text = String.fromCharCode(...der.contents(tag));
  const parts = (tag === UTC_TIME ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/).exec(text);
  if (parts === null) throw new Malformed("time");
  const [given, month, day, hour, minute, second] = parts.slice(1).map(Number) as [number, number, number, number, number, number];
  const year = tag === TIME ? given : given < 50 ? 2000 + given : 1900 + given;
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) throw new Malformed("time");
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  return ofMillis(BigInt(date.getTime()));
}

/** A revocation list from exactly its DER. */
export function readRevocationList(der: Uint8Array, what: string): RevocationList {
  try {
    const { body, ...signed } = readSigned(der);
    if (body.isNext(INTEGER) && body.integer(INTEGER) !== 1n) throw new Malformed("version");
    if (body.hex(SEQUENCE) !== signed.algorithmText) throw new Malformed("two algorithms");
    const issuer = readName(body.element(SEQUENCE));
    if (issuer.canonical === "") throw new Malformed("name");
    readTime(body);
    if (body.isNext(UTC_TIME) || body.isNext(TIME)) readTime(body);
    const entries: RevocationList["entries"] = [];
    if (body.isNext(SEQUENCE)) {
      const list = body.enter(SEQUENCE);
      while (list.hasMore()) entries.push(readEntry(list.enter(SEQUENCE)));
    }
    if (body.isNext(FIELD_0)) readExtensions(body.enter(FIELD_0).enter(SEQUENCE), new Map());
    else if (body.hasMore()) body.element(body.tag());
    return { der, ...signed, issuer, entries };
  } catch (e) {
    if (e instanceof Malformed) throw new Malformed(`${what}: not an X.509 revocation list in DER`);
    throw e;
  }
}

function readEntry(entry: Der): RevocationList["entries"][number] {
  const serial = entry.integer(INTEGER, LONG);
  const at = readTime(entry);
  const extensions = new Map<string, Extension>();
  if (entry.hasMore()) readExtensions(entry.enter(SEQUENCE), extensions);
  entry.end();
  return { serial, at, reason: read(extensions, REASON, (value) => Number(value.integer(ENUMERATED)), undefined) };
}

/** Whether an authority signed a certificate or a revocation list; names are another matter. */
export async function isSignedBy(signed: Signed, authority: Certificate, keys: Keys): Promise<boolean> {
  const { algorithm, tbs, signature } = signed;
  if (algorithm === undefined) return false;
  if (algorithm.scheme === "ed25519") return false;
  return keys.signed(authority.key, algorithm.scheme, algorithm.hash, tbs, signature);
}

export function isSame(one: Certificate, other: Certificate): boolean {
  return equal(one.der, other.der);
}

export function isNamedIssuer(issuer: Certificate, of: { issuer: Name }): boolean {
  return issuer.subject.canonical === of.issuer.canonical;
}

export function isAuthority(certificate: Certificate): boolean {
  return certificate.pathLength >= 0 && (certificate.keyUsage?.has(KEY_CERT_SIGN) ?? true);
}

export function isValidAt(certificate: Certificate, then: Instant): boolean {
  return certificate.notBefore <= then && then <= certificate.notAfter;
}

export async function signedList(authority: Certificate, list: RevocationList, keys: Keys): Promise<boolean> {
  return isNamedIssuer(authority, list) && isSignedBy(list, authority, keys);
}

const NO_FAULT: ReadonlySet<number> = new Set([3, 4, 5]); // affiliation changed, superseded, cessation of operation

/** Whether one of the issuer's lists names the certificate. Of several entries about it, the worst counts. */
export async function isRevoked(certificate: Certificate, issuer: Certificate, lists: RevocationList[], then: Instant, keys: Keys): Promise<boolean> {
  for (const list of lists) {
    const about = list.entries.filter((entry) => entry.serial === certificate.serial);
    // A key that may be in other hands signs any date; one that was given up in good order confirms what it signed before.
    const counts = about.some((entry) => entry.reason === undefined || !NO_FAULT.has(entry.reason) || then >= entry.at);
    if (counts && (await signedList(issuer, list, keys))) return true;
  }
  return false;
}
