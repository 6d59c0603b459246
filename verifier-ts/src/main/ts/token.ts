/** The one form of CMS SignedData (RFC 5652) that a time-stamp token may have: all of it is signed, or checked against what is. */
import { compare, concat, equal, hash32, latin1, Malformed } from "./bytes.js";
import { BOOLEAN, Der, FIELD_0, FIELD_1, INTEGER, OCTETS, OID, SEQUENCE, SET, TIME } from "./der.js";
import type { DigestName } from "./digests.js";
import { digest } from "./hashes.js";
import type { Keys, Scheme } from "./keys.js";
import { type Instant, moment, ofSeconds } from "./time.js";
import { type Certificate, PSS, readCertificate } from "./x509.js";

const WHAT = "time-stamp token";
const SIGNED_DATA = "06092a864886f70d010702";
const TST_INFO = "060b2a864886f70d0109100104";
const CONTENT_TYPE = "06092a864886f70d010903";
const MESSAGE_DIGEST = "06092a864886f70d010904";
const SIGNING_CERTIFICATE = "060b2a864886f70d010910020c";
const SIGNING_CERTIFICATE_V2 = "060b2a864886f70d010910022f";
const MAX_CERTIFICATES = 8;
const LONGEST_ACCURACY = 1_000_000n;
const MILLIS = 0x80;
const MICROS = 0x81;

/** AlgorithmIdentifiers, with and without NULL. */
const DIGESTS = new Map<string, DigestName>();
/** RSA of no digest in particular takes that of the message. */
const SIGNATURES = new Map<string, { scheme: Scheme; hash: DigestName | undefined }>([
  ["300d06092a864886f70d0101010500", { scheme: "rsa", hash: undefined }],
]);
(["SHA-256", "SHA-384", "SHA-512"] as const).forEach((name, i) => {
  SIGNATURES.set(`300d06092a864886f70d01010${"bcd"[i]}0500`, { scheme: "rsa", hash: name });
  SIGNATURES.set(`300a06082a8648ce3d04030${2 + i}`, { scheme: "ecdsa", hash: name });
  for (const of of [`300b060960864801650304020${i + 1}`, `300d060960864801650304020${i + 1}0500`]) DIGESTS.set(of, name);
});
PSS.forEach((hash, one) => SIGNATURES.set(one, { scheme: "pss", hash }));

export interface TimestampInfo {
  imprint: Uint8Array;
  serial: bigint;
  time: Instant;
  /** In nanoseconds. */
  accuracy: bigint | undefined;
}

export interface Token {
  info: TimestampInfo;
  content: Uint8Array;
  certificates: Certificate[];
  signer: Certificate;
  digest: DigestName;
  messageDigest: Uint8Array;
  certificateHashes: [DigestName, Uint8Array][];
  signedAttributes: Uint8Array;
  scheme: Scheme;
  signature: Uint8Array;
}

export function readToken(der: Uint8Array): Token {
  const info = new Der(der, WHAT).enterOnly(SEQUENCE);
  info.require(SIGNED_DATA, "signed data");
  const data = info.enterOnly(FIELD_0).enterOnly(SEQUENCE);
  data.require("020103", "version 3");
  const digests = data.enter(SET).hex(SEQUENCE);
  const encapsulated = data.enter(SEQUENCE);
  encapsulated.require(TST_INFO, "TSTInfo");
  const content = encapsulated.enterOnly(FIELD_0).contents(OCTETS);
  const certificates = readCertificates(data.enter(FIELD_0));
  const signer = data.enterOnly(SET).enterOnly(SEQUENCE);
  signer.require("020101", "a signer by issuer and serial number");
  const certificate = named(signer.enter(SEQUENCE), certificates);
  const name = known(DIGESTS, signer.hex(SEQUENCE), "digest");
  if (known(DIGESTS, digests, "digest") !== name) throw data.malformed("digests are listed that the signature does not use");
  const attributes = signer.element(FIELD_0);
  const signed = readAttributes(new Der(attributes, "signed attributes").enter(FIELD_0));
  const algorithm = known(SIGNATURES, signer.hex(SEQUENCE), "signature");
  if (algorithm.hash !== undefined && algorithm.hash !== name) throw signer.malformed(`${algorithm.hash} over a digest of ${name}`);
  const signature = signer.contents(OCTETS);
  signer.end();
  attribute(signed, CONTENT_TYPE, "content type").require(TST_INFO, "TSTInfo");
  const message = attribute(signed, MESSAGE_DIGEST, "message digest");
  const messageDigest = message.contents(OCTETS);
  message.end();
  const certificateHashes = readCertificateHashes(signed);
  return {
    info: readInfo(content),
    content,
    certificates,
    signer: certificate,
    digest: name,
    messageDigest,
    certificateHashes,
    // What is signed is a SET; in its place in the token it has another tag (RFC 5652, section 5.4).
    signedAttributes: concat(Uint8Array.of(SET), attributes.subarray(1)),
    scheme: algorithm.scheme,
    signature,
  };
}

/** What does not fit together in it; undefined when the signer signed what it states. */
export async function tokenFault(token: Token, keys: Keys): Promise<string | undefined> {
  if (!equal(token.messageDigest, digest(token.digest, token.content))) return "the signed digest is not that of TSTInfo";
  if (token.certificateHashes.some(([name, due]) => !equal(digest(name, token.signer.der), due))) {
    return "the signature names another certificate than it is checked with";
  }
  const good = await keys.signed(token.signer.key, token.scheme, token.digest, token.signedAttributes, token.signature);
  return good ? undefined : "not signed with the key of its certificate";
}

/** In DER's order of a set, each once. */
function readCertificates(set: Der): Certificate[] {
  const certificates: Certificate[] = [];
  let last = new Uint8Array(0);
  while (set.hasMore()) {
    const next = set.element(SEQUENCE);
    if (compare(last, next) >= 0 || certificates.length === MAX_CERTIFICATES) {
      throw set.malformed(`certificates in DER's order, each once, must be at most ${MAX_CERTIFICATES}`);
    }
    last = Uint8Array.from(next);
    certificates.push(readCertificate(next, "certificate in the time-stamp token"));
  }
  return certificates;
}

function named(identifier: Der, certificates: Certificate[]): Certificate {
  const issuer = identifier.element(SEQUENCE);
  const serial = identifier.integer(INTEGER);
  identifier.end();
  const signer = certificates.find((one) => one.serial === serial && equal(one.issuer.der, issuer));
  if (signer === undefined) throw identifier.malformed("the signer's certificate is not in the token");
  return signer;
}

function readAttributes(set: Der): Map<string, Uint8Array> {
  const attributes = new Map<string, Uint8Array>();
  while (set.hasMore()) {
    const one = set.enter(SEQUENCE);
    const name = one.hex(OID);
    const values = one.contents(SET);
    if (attributes.has(name)) throw set.malformed(`attribute ${name} twice`);
    attributes.set(name, values);
    one.end();
  }
  return attributes;
}

function attribute(attributes: Map<string, Uint8Array>, name: string, what: string): Der {
  const values = attributes.get(name);
  if (values === undefined) throw new Malformed(`signed attributes: no ${what}`);
  return new Der(values, what);
}

/** By each of the two attributes that is there; RFC 5816 wants all of them to be right. SHA-1 only says which one is meant. */
function readCertificateHashes(signed: Map<string, Uint8Array>): [DigestName, Uint8Array][] {
  const hashes: [DigestName, Uint8Array][] = [];
  const first = (name: string, what: string) => attribute(signed, name, what).enter(SEQUENCE).enter(SEQUENCE).enter(SEQUENCE);
  if (signed.has(SIGNING_CERTIFICATE)) hashes.push(["SHA-1", first(SIGNING_CERTIFICATE, "signing certificate").contents(OCTETS)]);
  if (hashes.length === 0 || signed.has(SIGNING_CERTIFICATE_V2)) {
    const certificate = first(SIGNING_CERTIFICATE_V2, "signing certificate (RFC 2634 or RFC 5816)");
    const name = certificate.isNext(SEQUENCE) ? known(DIGESTS, certificate.hex(SEQUENCE), "certificate digest") : "SHA-256";
    hashes.push([name, certificate.contents(OCTETS)]);
  }
  return hashes;
}

function known<T>(algorithms: Map<string, T>, identifier: string, what: string): T {
  const found = algorithms.get(identifier);
  if (found === undefined) {
    throw new Malformed(`time-stamp token: ${what} algorithm ${refused(identifier)} is not accepted; SHA-256, SHA-384 and SHA-512 are, with RSA, RSASSA-PSS or ECDSA`);
  }
  return found;
}

function refused(identifier: string): string {
  if (identifier.includes("06092a864886f70d01010a")) return "RSASSA-PSS with another digest, mask or length of the salt than the digest's";
  const sha1 = ["06052b0e03021a", "06092a864886f70d010105", "06072a8648ce3d0401"].some((one) => identifier.includes(one));
  return sha1 ? "SHA-1" : identifier;
}

function readInfo(der: Uint8Array): TimestampInfo {
  const fields = new Der(der, "TSTInfo").enterOnly(SEQUENCE);
  fields.require("020101", "version 1");
  fields.element(OID);
  const imprinted = fields.enter(SEQUENCE);
  const algorithm = imprinted.hex(SEQUENCE);
  if (DIGESTS.get(algorithm) !== "SHA-256") throw fields.malformed(`the imprint's algorithm must be SHA-256, not ${algorithm}`);
  const imprint = imprinted.contents(OCTETS);
  imprinted.end();
  const serial = fields.integer(INTEGER);
  const time = readTime(fields);
  const accuracy = fields.isNext(SEQUENCE) ? readAccuracy(fields.enter(SEQUENCE)) : undefined;
  if (fields.isNext(BOOLEAN)) fields.require("0101ff", "true, or left out");
  if (fields.isNext(INTEGER)) fields.integer(INTEGER); // the nonce, which concerned who asked
  if (fields.isNext(FIELD_0)) fields.contents(FIELD_0); // a name that no certificate has to confirm
  if (fields.isNext(FIELD_1)) checkExtensions(fields.enter(FIELD_1));
  fields.end();
  return { imprint: hash32(imprint), serial, time, accuracy };
}

function readTime(fields: Der): Instant {
  const text = latin1(fields.contents(TIME));
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{0,5}[1-9]))?Z$/.exec(text);
  if (parts === null) throw fields.malformed("a time that is not YYYYMMDDhhmmss[.f]Z");
  const seconds = moment(...(parts.slice(1, 7).map(Number) as [number, number, number, number, number, number]));
  if (seconds === undefined) throw fields.malformed(`a time that does not exist: ${text}`);
  return ofSeconds(seconds) + BigInt((parts[7] ?? "").padEnd(9, "0"));
}

function readAccuracy(fields: Der): bigint {
  const part = (tag: number, least: bigint, most: bigint) => {
    if (!fields.isNext(tag)) return 0n;
    const number = fields.integer(tag);
    if (number < least || number > most) throw fields.malformed(`accuracy ${number}, limits ${least} and ${most}`);
    return number;
  };
  const seconds = part(INTEGER, 0n, LONGEST_ACCURACY);
  const millis = part(MILLIS, 1n, 999n);
  const micros = part(MICROS, 1n, 999n);
  fields.end();
  return seconds * 1_000_000_000n + millis * 1_000_000n + micros * 1_000n;
}

function checkExtensions(extensions: Der): void {
  while (extensions.hasMore()) {
    const one = extensions.enter(SEQUENCE);
    const id = one.hex(OID);
    if (one.isNext(BOOLEAN)) throw one.malformed(`critical extension ${id}, and none is known here`);
    one.contents(OCTETS);
    one.end();
  }
}
