/** Signatures: by the platform's WebCrypto where it has the algorithm, else by noble's curves and the arithmetic here. */
import { concat, numberOf, bigEndian, equal } from "./bytes.js";
import type { DigestName } from "./digests.js";
import { more } from "./load.js";
import { CURVES, type CurveName } from "./orders.js";

export type PublicKey =
  | { kind: "ec"; curve: CurveName; point: Uint8Array }
  | { kind: "rsa"; modulus: bigint; exponent: bigint }
  | { kind: "ed25519"; key: Uint8Array };

export type Scheme = "ecdsa" | "rsa" | "pss";

/** Verifies signatures; false for what is none, whatever the bytes are. */
export interface Keys {
  readonly name: string;
  ed25519(key: Uint8Array, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
  /** @param signature canonical or not: DER of two numbers for ECDSA, of the modulus' length for RSA */
  signed(key: PublicKey, scheme: Scheme, hash: DigestName, message: Uint8Array, signature: Uint8Array): Promise<boolean>;
  /** What was sealed by AES-256-GCM with a nonce of zeros; undefined when key or tag is another one. */
  opened(key: Uint8Array, sealed: Uint8Array): Promise<Uint8Array | undefined>;
}

/** A field key seals one value. */
export const NONCE = new Uint8Array(12);

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
  ed25519: async (key, message, signature) => (await more()).plain.ed25519(key, message, signature),
  signed: async (key, scheme, hash, message, signature) => (await more()).plain.signed(key, scheme, hash, message, signature),
  opened: async (key, sealed) => (await more()).plain.opened(key, sealed),
};

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
    async opened(key, sealed) {
      const imported = await subtle.importKey("raw", fits(key), "AES-GCM", false, ["decrypt"]);
      try {
        return new Uint8Array(await subtle.decrypt({ name: "AES-GCM", iv: NONCE }, imported, fits(sealed)));
      } catch {
        return undefined; // another tag
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
