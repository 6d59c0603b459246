/** The hash functions of certificates, tokens and chains. */
import { sha1 } from "@noble/hashes/legacy.js";
import { sha256, sha384, sha512 } from "@noble/hashes/sha2.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { DigestName } from "./digests.js";

const DIGESTS = { "SHA-1": sha1, "SHA-256": sha256, "SHA-384": sha384, "SHA-512": sha512 };

export function digest(name: DigestName, bytes: Uint8Array): Uint8Array {
  return DIGESTS[name](bytes);
}

export const keccak: (bytes: Uint8Array) => Uint8Array = keccak_256;

const START = [0x7380166f, 0x4914b2b9, 0x172442d7, 0xda8a0600, 0xa96f30bc, 0x163138aa, 0xe38dee4d, 0xb0fb0e4e];

const turned = (x: number, by: number) => (x << by) | (x >>> (32 - by));

/** SM3 (GB/T 32905-2016), which noble does not have. */
export function sm3(message: Uint8Array): Uint8Array {
  const blocks = Math.floor((message.length + 8) / 64) + 1;
  const padded = new Uint8Array(blocks * 64);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
  const state = START.slice();
  const words = new Int32Array(68);
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 68; i++) words[i] = i < 16 ? view.getInt32(block + 4 * i) : expanded(words, i);
    compress(state, words);
  }
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, i) => out.setInt32(4 * i, word));
  return new Uint8Array(out.buffer);
}

function expanded(words: Int32Array, i: number): number {
  const x = words[i - 16]! ^ words[i - 9]! ^ turned(words[i - 3]!, 15);
  return x ^ turned(x, 15) ^ turned(x, 23) ^ turned(words[i - 13]!, 7) ^ words[i - 6]!;
}

/** Section 5.3.3, with a to h in this order. */
function compress(state: number[], words: Int32Array): void {
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
  for (let j = 0; j < 64; j++) {
    const early = j < 16;
    const a12 = turned(a, 12);
    const ss1 = turned((a12 + e + turned(early ? 0x79cc4519 : 0x7a879d8a, j % 32)) | 0, 7);
    const ff = early ? a ^ b ^ c : (a & b) | (a & c) | (b & c);
    const gg = early ? e ^ f ^ g : (e & f) | (~e & g);
    const tt1 = (ff + d + (ss1 ^ a12) + (words[j]! ^ words[j + 4]!)) | 0;
    const tt2 = (gg + h + ss1 + words[j]!) | 0;
    [d, c, b, a] = [c, turned(b, 9), a, tt1];
    [h, g, f, e] = [g, turned(f, 19), e, tt2 ^ turned(tt2, 9) ^ turned(tt2, 17)];
  }
  [a, b, c, d, e, f, g, h].forEach((one, i) => (state[i]! ^= one));
}
