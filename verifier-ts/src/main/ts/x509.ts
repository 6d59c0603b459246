/** Certificates and revocation lists, each in the one encoding that it has. */
import { equal, hex, latin1, Malformed } from "./bytes.js";
import type { CurveName } from "./orders.js";
import { BITS, BOOLEAN, Der, dotted, FIELD_0, FIELD_3, INTEGER, OCTETS, OID, SEQUENCE, TIME, UTC_TIME } from "./der.js";
import type { DigestName } from "./digests.js";
import type { Keys, PublicKey, Scheme } from "./keys.js";
import { type Name, readName } from "./names.js";
import { type Instant, moment, ofSeconds } from "./time.js";

interface Signed {
  tbs: Uint8Array;
  /** Undefined for one that is not known here. */
  algorithm: Algorithm | undefined;
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
  /** Undefined without the extension. */
  extendedKeyUsage: string[] | undefined;
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
const POLICIES = "2.5.29.32";
export const NAME_CONSTRAINTS = "2.5.29.30";
export const EXTENDED_KEY_USAGE = "2.5.29.37";
const ANY_LENGTH = 2 ** 31 - 1;
const ENUMERATED = 0x0a;
const LONG = 1 << 20;
const LONGEST_RSA = 2049;

type Algorithm = { scheme: Scheme | "ed25519"; hash: DigestName };

const RSA = "06092a864886f70d010101";
const ED25519 = "06032b6570";
const length = (hexes: string) => (hexes.length / 2).toString(16).padStart(2, "0");
/** The AlgorithmIdentifiers without parameters, and with NULL. */
const plain = (oid: string) => [oid, `${oid}0500`].map((content) => `30${length(content)}${content}`);
/** AlgorithmIdentifiers of RSASSA-PSS (RFC 4056): SHA-2, MGF1 with the same digest, and a salt of its length. */
export const PSS = new Map<string, DigestName>();
const ALGORITHMS = new Map<string, Algorithm>();
const add = (oids: string[], scheme: Algorithm["scheme"], hashes: DigestName[]) =>
  oids.forEach((oid, i) => plain(oid).forEach((one) => ALGORITHMS.set(one, { scheme, hash: hashes[i]! })));
const SHA_2 = ["SHA-256", "SHA-384", "SHA-512"] as const;
add(["06072a8648ce3d0401", ...["2", "3", "4"].map((i) => `06082a8648ce3d04030${i}`)], "ecdsa", ["SHA-1", ...SHA_2]);
add(["5", "b", "c", "d"].map((i) => `06092a864886f70d01010${i}`), "rsa", ["SHA-1", ...SHA_2]);
add([ED25519], "ed25519", ["SHA-512"]);
SHA_2.forEach((hash, i) => {
  const sha = `060960864801650304020${i + 1}`;
  const end = `a2030201${i + 2}0`;
  PSS.set(`303d06092a864886f70d01010a3030a00d300b${sha}a11a301806092a864886f70d010108300b${sha}${end}`, hash);
  PSS.set(`304106092a864886f70d01010a3034a00f300d${sha}0500a11c301a06092a864886f70d010108300d${sha}0500${end}`, hash);
});
PSS.forEach((hash, one) => ALGORITHMS.set(one, { scheme: "pss", hash }));
const CURVES: Record<string, [CurveName, number]> = {
  "301306072a8648ce3d020106082a8648ce3d030107": ["P-256", 65],
  "301006072a8648ce3d020106052b81040022": ["P-384", 97],
  "301006072a8648ce3d020106052b81040023": ["P-521", 133],
};
/** Mappings and constraints of policies, and the end of any policy. */
const NOT_EVALUATED = /^2\.5\.29\.(33|36|54)$/;
/** Extensions that the JDK reads, and refuses when they are critical and it can't. */
const NOT_CRITICAL = /^(2\.5\.29\.(1[4678]|2[01789]|3[015]|46)|1\.3\.6\.1\.5\.5\.7\.(1\.(1|11)|48\.1\.5)|2\.16\.840\.1\.113730\.1\.1)$/;

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
  const algorithmText = whole.hex(SEQUENCE);
  const signature = wholeBits(whole);
  whole.end();
  return { tbs, algorithm: ALGORITHMS.get(algorithmText), algorithmText, signature, body: new Der(tbs, "body").enter(SEQUENCE) };
}

/** Whole bytes, at least one. */
function wholeBits(der: Der): Uint8Array {
  const bits = der.contents(BITS);
  if (bits.length < 2 || bits[0] !== 0) throw new Malformed("bits");
  return bits.slice(1);
}

/** In the one form in which every verifier takes a certificate: docs/evidence.md. */
function readBody(body: Der, signedWith: string) {
  const extended = body.isNext(FIELD_0);
  if (extended) body.require("a003020102", "version 3, or 1 without a number");
  const serial = body.integer(INTEGER);
  if (body.hex(SEQUENCE) !== signedWith || !ALGORITHMS.has(signedWith)) throw new Malformed("algorithm");
  const issuer = readName(body.element(SEQUENCE));
  const validity = body.enter(SEQUENCE);
  const [notBefore, notAfter] = [readTime(validity), readTime(validity)];
  validity.end();
  const subject = readName(body.element(SEQUENCE));
  const encoded = body.element(SEQUENCE);
  const key = readKey(new Der(encoded, "key").enter(SEQUENCE));
  const extensions = new Map<string, Extension>();
  if (extended && body.hasMore()) {
    readExtensions(body.enterOnly(FIELD_3).enterOnly(SEQUENCE), extensions);
    if (extensions.size === 0) throw new Malformed("no extensions");
  }
  body.end();
  for (const [oid, { critical, value }] of extensions) {
    if (NOT_EVALUATED.test(oid) || (critical && NOT_CRITICAL.test(oid))) throw new Malformed("extension");
    if (critical && oid === POLICIES) checkPolicies(new Der(value, "policies").enterOnly(SEQUENCE));
  }
  return {
    serial,
    issuer,
    subject,
    notBefore,
    notAfter,
    key,
    keyText: hex(encoded),
    pathLength: pathLength(extensions) ?? -1,
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

function readExtensions(each: Der, into: Map<string, Extension>): void {
  while (each.hasMore()) {
    const one = each.enter(SEQUENCE);
    const oid = dotted(one.contents(OID));
    const critical = one.isNext(BOOLEAN) && readFlag(one);
    const value = one.contents(OCTETS);
    one.end();
    if (into.has(oid)) throw new Malformed("extension twice");
    into.set(oid, { critical, value });
  }
}

function readFlag(der: Der): boolean {
  const flag = der.contents(BOOLEAN);
  if (flag.length !== 1 || (flag[0] !== 0 && flag[0] !== 0xff)) throw new Malformed("flag");
  return flag[0] !== 0;
}

/** What an extension says; undefined without it. */
function read<T>(extensions: Map<string, Extension>, oid: string, how: (value: Der) => T): T | undefined {
  const extension = extensions.get(oid);
  return extension && how(new Der(extension.value, "extension"));
}

function pathLength(extensions: Map<string, Extension>): number | undefined {
  return read(extensions, BASIC_CONSTRAINTS, (value) => {
    const parts = value.enterOnly(SEQUENCE);
    const isAuthority = parts.isNext(BOOLEAN) && readFlag(parts);
    const length = isAuthority && parts.hasMore() ? Number(parts.integer(INTEGER, 4)) : ANY_LENGTH;
    parts.end();
    if (length < 0) throw new Malformed("path length");
    return isAuthority ? length : -1;
  });
}

function keyUsage(extensions: Map<string, Extension>): Set<number> | undefined {
  return read(extensions, KEY_USAGE, (value) => {
    const bits = value.contents(BITS);
    value.end();
    if (bits.length < 2 || bits.length > 3 || bits[0]! > 7 || (bits.at(-1)! & ((1 << bits[0]!) - 1)) !== 0) throw new Malformed("bits");
    const set = new Set<number>();
    for (let i = 0; i < 8 * (bits.length - 1); i++) if ((bits[1 + (i >> 3)]! >> (7 - (i & 7))) & 1) set.add(i);
    return set;
  });
}

function extendedKeyUsage(extensions: Map<string, Extension>): string[] | undefined {
  return read(extensions, EXTENDED_KEY_USAGE, (value) => {
    const uses: string[] = [];
    const each = value.enterOnly(SEQUENCE);
    do uses.push(dotted(each.contents(OID)));
    while (each.hasMore());
    return uses;
  });
}

function checkPolicies(each: Der): void {
  do {
    const policy = each.enter(SEQUENCE);
    dotted(policy.contents(OID));
    if (!policy.hasMore()) continue;
    const qualifiers = policy.enterOnly(SEQUENCE);
    do {
      const qualifier = qualifiers.enter(SEQUENCE);
      dotted(qualifier.contents(OID));
      qualifier.enterOnly(qualifier.tag());
    } while (qualifiers.hasMore());
  } while (each.hasMore());
}

function readKey(spki: Der): PublicKey {
  const algorithm = spki.hex(SEQUENCE);
  const key = wholeBits(spki);
  spki.end();
  const [curve, size] = CURVES[algorithm] ?? [];
  if (curve !== undefined && key.length === size && key[0] === 4) return { kind: "ec", curve, point: key };
  if (plain(ED25519).includes(algorithm) && key.length === 32) return { kind: "ed25519", key };
  if (!plain(RSA).includes(algorithm)) throw new Malformed("key");
  const numbers = new Der(key, "key").enterOnly(SEQUENCE);
  const [modulus, exponent] = [numbers.integer(INTEGER, LONGEST_RSA), numbers.integer(INTEGER, LONGEST_RSA)];
  numbers.end();
  // The JDK's limits, without which one key could take minutes.
  const long = modulus >= 1n << 3072n && exponent >= 1n << 64n;
  if (modulus < 1n << 1023n || modulus >= 1n << 16384n || exponent < 3n || exponent > modulus || long) throw new Malformed("key");
  return { kind: "rsa", modulus, exponent };
}

/** UTCTime or GeneralizedTime in seconds. */
function readTime(der: Der): Instant {
  const tag = der.isNext(UTC_TIME) ? UTC_TIME : TIME;
  const text = latin1(der.contents(tag));
  const parts = (tag === UTC_TIME ? /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/ : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/).exec(text);
  if (parts === null) throw new Malformed("time");
  const [given, month, day, hour, minute, second] = parts.slice(1).map(Number) as [number, number, number, number, number, number];
  const year = tag === TIME ? given : given < 50 ? 2000 + given : 1900 + given;
  const seconds = year === 0 ? undefined : moment(year, month, day, hour, minute, second);
  if (seconds === undefined) throw new Malformed("time");
  return ofSeconds(seconds);
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
  return { serial, at, reason: readReason(extensions) };
}

/** One that can't be read is as if it were not there, unless it is critical. */
function readReason(extensions: Map<string, Extension>): number | undefined {
  try {
    return read(extensions, REASON, (value) => Number(value.integer(ENUMERATED)));
  } catch (e) {
    if (!(e instanceof Malformed) || extensions.get(REASON)?.critical) throw e;
    return undefined;
  }
}

/** Whether an authority signed a certificate or a revocation list; names are another matter. */
export async function isSignedBy(signed: Signed, authority: Certificate, keys: Keys): Promise<boolean> {
  const { algorithm, tbs, signature } = signed;
  if (algorithm === undefined) return false;
  if (algorithm.scheme === "ed25519") return authority.key.kind === "ed25519" && keys.ed25519(authority.key.key, tbs, signature);
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
