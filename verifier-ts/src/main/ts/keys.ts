/** Signatures: by the platform's WebCrypto where it has the algorithm, else by noble's curves and the arithmetic here. */
import { concat, numberOf, bigEndian, equal } from "./bytes.js";
import { CURVES, type CurveName, plainEcdsa, plainEd25519 } from "./curves.js";
import { digest, type DigestName } from "./digests.js";

export type PublicKey =
  | { kind: "ec"; curve: CurveName; point: Uint8Array }
  | { kind: "rsa"; modulus: bigint; exponent: bigint }
  | { kind: "other"; oid: string };

export type Scheme = "ecdsa" | "rsa" | "pss";

/** Verifies signatures; false for what is none, whatever the bytes are. */
export interface Keys {
  readonly name: string;
  ed25519(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
  /** @param signature canonical or not: DER of two numbers for ECDSA, of the modulus' length for RSA */
  signed(key: PublicKey, scheme: Scheme, hash: DigestName, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

/** Two numbers in DER as every signer writes them; undefined for another encoding of them. */
export function ecdsaNumbers(der: Uint8Array): [bigint, bigint] | undefined {
  let at = 0;
  const header = (tag: number): number | undefined => {
    if (der[at++] !== tag) return undefined;
    const length = der[at++];
    return length === 0x81 ? der[at++] : length;
  };
  const integer = (): bigint | undefined => {
    const length = header(2);
    if (length === undefined || length === 0 || length > der.length - at || der[at]! >= 0x80) return undefined;
    at += length;
    return numberOf(der.subarray(at - length, at));
  };
  if (der.length > 139 || header(0x30) === undefined) return undefined;
  const r = integer();
  const s = r === undefined ? undefined : integer();
  return r !== undefined && s !== undefined && equal(ecdsaDer(r, s), der) ? [r, s] : undefined;
}

function ecdsaDer(r: bigint, s: bigint): Uint8Array {
  const integer = (value: bigint) => {
    const length = Math.floor(value.toString(2).length / 8) + 1;
    return concat(Uint8Array.of(2, length), bigEndian(value, length));
  };
  const body = concat(integer(r), integer(s));
  return concat(body.length >= 0x80 ? Uint8Array.of(0x30, 0x81, body.length) : Uint8Array.of(0x30, body.length), body);
}

/** Everything in JavaScript: for pages that are not in a secure context, and for what WebCrypto lacks. */
export const plainKeys: Keys = {
  name: "noble",
  async ed25519(key, message, signature) {
    return signature.length === 64 && plainEd25519(key, message, signature);
  },
  async signed(key, scheme, hash, message, signature) {
    if (key.kind === "ec") {
      const numbers = scheme === "ecdsa" ? ecdsaNumbers(signature) : undefined;
      return numbers !== undefined && plainEcdsa(key.curve, key.point, digest(hash, message), ...numbers);
    }
    return key.kind === "rsa" && scheme !== "ecdsa" && rsaSigned(key, scheme, hash, message, signature);
  },
};

const DIGEST_INFO: Record<DigestName, number[]> = {
  "SHA-1": [0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14],
  "SHA-256": [0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20],
  "SHA-384": [0x30, 0x41, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x02, 0x05, 0x00, 0x04, 0x30],
  "SHA-512": [0x30, 0x51, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x03, 0x05, 0x00, 0x04, 0x40],
};

/** RFC 8017, sections 8.1.2 and 8.2.2. */
function rsaSigned(key: { modulus: bigint; exponent: bigint }, scheme: Scheme, hash: DigestName, message: Uint8Array, signature: Uint8Array): boolean {
  const bits = key.modulus.toString(2).length;
  const length = Math.ceil(bits / 8);
  const value = numberOf(signature);
  if (signature.length !== length || value >= key.modulus) return false;
  const encoded = bigEndian(power(value, key.exponent, key.modulus), length);
  return scheme === "pss" ? isPss(encoded, bits - 1, hash, digest(hash, message)) : equal(encoded, pkcs1(length, hash, message));
}

function pkcs1(length: number, hash: DigestName, message: Uint8Array): Uint8Array {
  const info = concat(Uint8Array.from(DIGEST_INFO[hash]), digest(hash, message));
  if (length < info.length + 11) return new Uint8Array(0);
  return concat(Uint8Array.of(0, 1), new Uint8Array(length - info.length - 3).fill(0xff), Uint8Array.of(0), info);
}

/** RFC 8017, section 9.1.2, with a salt of the digest's length. */
function isPss(whole: Uint8Array, bits: number, hash: DigestName, hashed: Uint8Array): boolean {
  const length = Math.ceil(bits / 8);
  const encoded = whole.subarray(whole.length - length);
  const size = hashed.length;
  if (length < 2 * size + 2 || encoded[length - 1] !== 0xbc || (whole.length > length && whole[0] !== 0)) return false;
  const masked = encoded.slice(0, length - size - 1);
  const seed = encoded.subarray(length - size - 1, length - 1);
  const unused = 8 * length - bits;
  if (masked[0]! >> (8 - unused) !== 0) return false;
  let mask = new Uint8Array(0);
  for (let i = 0n; mask.length < masked.length; i++) mask = Uint8Array.from(concat(mask, digest(hash, concat(seed, bigEndian(i, 4)))));
  const block = masked.map((one, i) => one ^ mask[i]!);
  block[0]! &= 0xff >> unused;
  const salt = block.length - size;
  if (block.subarray(0, salt - 1).some((one) => one !== 0) || block[salt - 1] !== 1) return false;
  return equal(seed, digest(hash, concat(new Uint8Array(8), hashed, block.subarray(salt))));
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % modulus;
    if (bit === "1") result = (result * base) % modulus;
  }
  return result;
}

const WEB_CURVES: ReadonlySet<CurveName> = new Set<CurveName>(["P-256", "P-384", "P-521"]);

/** The platform's own; what it does not know goes to plainKeys. */
export function webKeys(subtle: SubtleCrypto): Keys {
  let hasEd25519: Promise<boolean> | undefined;
  const fits = (bytes: Uint8Array) => Uint8Array.from(bytes);
  return {
    name: "WebCrypto",
    async ed25519(key, message, signature) {
      if (signature.length !== 64) return false;
      hasEd25519 ??= subtle.importKey("raw", ED25519_BASE, "Ed25519", false, ["verify"]).then(() => true, () => false);
      if (!(await hasEd25519)) return plainKeys.ed25519(key, message, signature);
      try {
        const imported = await subtle.importKey("raw", fits(key), "Ed25519", false, ["verify"]);
        return await subtle.verify("Ed25519", imported, fits(signature), fits(message));
      } catch {
        return false;
      }
    },
    async signed(key, scheme, hash, message, signature) {
      if (key.kind !== "ec" || !WEB_CURVES.has(key.curve)) return plainKeys.signed(key, scheme, hash, message, signature);
      const numbers = scheme === "ecdsa" ? ecdsaNumbers(signature) : undefined;
      const size = CURVES[key.curve].bytes;
      if (numbers === undefined || numbers.some((one) => one >= 1n << BigInt(8 * size))) return false;
      try {
        const imported = await subtle.importKey("raw", fits(key.point), { name: "ECDSA", namedCurve: key.curve }, false, ["verify"]);
        const both = fits(concat(bigEndian(numbers[0], size), bigEndian(numbers[1], size)));
        return await subtle.verify({ name: "ECDSA", hash }, imported, both, fits(message));
      } catch {
        return false;
      }
    },
  };
}

const ED25519_BASE = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? 0x58 : 0x66));

/** WebCrypto where the platform has it: a page only has it in a secure context. */
export function platformKeys(): Keys {
  const subtle = globalThis.crypto?.subtle;
  return subtle === undefined ? plainKeys : webKeys(subtle);
}
