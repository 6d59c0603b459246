/** Signatures and AES-GCM without a platform's help: by noble and by the arithmetic here. */
import { gcm } from "@noble/ciphers/aes.js";
import { bigEndian, concat, equal, numberOf } from "./bytes.js";
import { plainEcdsa, plainEd25519 } from "./curves.js";
import type { DigestName } from "./digests.js";
import { digest } from "./hashes.js";
import { ecdsaNumbers, type Keys, NONCE, type Scheme } from "./keys.js";

export const plain: Keys = {
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
  async opened(key, sealed) {
    try {
      return gcm(key, NONCE).decrypt(sealed);
    } catch {
      return undefined; // another tag
    }
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
