/** Bytes, their spellings as text, and the one error that every reader throws. */

/** Not in its only allowed form, so nothing is known about it. */
export class Malformed extends Error {
  override name = "Malformed";
}

export const MAX_LONG = (1n << 63n) - 1n;

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES = new Int8Array(128).fill(-1);
for (let i = 0; i < 64; i++) VALUES[BASE64.charCodeAt(i)] = i;
const HEX = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0"));

export function concat(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function equal(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && startsWith(one, other);
}

export function startsWith(bytes: Uint8Array, beginning: Uint8Array): boolean {
  if (bytes.length < beginning.length) return false;
  for (let i = 0; i < beginning.length; i++) if (bytes[i] !== beginning[i]) return false;
  return true;
}

/** By unsigned bytes; the shorter first where one begins with the other. */
export function compare(one: Uint8Array, other: Uint8Array): number {
  const both = Math.min(one.length, other.length);
  for (let i = 0; i < both; i++) if (one[i] !== other[i]) return one[i]! - other[i]!;
  return one.length - other.length;
}

export function hex(bytes: Uint8Array): string {
  let text = "";
  for (const one of bytes) text += HEX[one];
  return text;
}

/** @param digits an even number of them, known to be hex */
export function ofHex(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length / 2 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

export function utf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** A character for each byte. */
export function latin1(bytes: Uint8Array): string {
  let text = "";
  for (const one of bytes) text += String.fromCharCode(one);
  return text;
}

/** Text from strict UTF-8; undefined for anything else. */
export function textOf(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether a text has UTF-8: half of a surrogate pair has not. */
export function isWellFormed(text: string): boolean {
  return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}

export function base64(bytes: Uint8Array): string {
  const out: string[] = [];
  let i = 0;
  for (; i + 2 < bytes.length; i += 3) {
    const n = (bytes[i]! << 16) | (bytes[i + 1]! << 8) | bytes[i + 2]!;
    out.push(BASE64[n >> 18]! + BASE64[(n >> 12) & 63]! + BASE64[(n >> 6) & 63]! + BASE64[n & 63]!);
  }
  if (i + 1 === bytes.length) out.push(BASE64[bytes[i]! >> 2]! + BASE64[(bytes[i]! & 3) << 4]! + "==");
  if (i + 2 === bytes.length) {
    const n = (bytes[i]! << 8) | bytes[i + 1]!;
    out.push(BASE64[n >> 10]! + BASE64[(n >> 4) & 63]! + BASE64[(n & 15) << 2]! + "=");
  }
  return out.join("");
}

/** Standard base64 with padding, in its only spelling. */
export function ofBase64(text: string, what: string): Uint8Array {
  const bytes = decoded(text);
  if (bytes === undefined) throw new Malformed(`${what}: not base64 (RFC 4648, section 4, with padding)`);
  if (base64(bytes) !== text) throw new Malformed(`${what}: not the canonical base64 of its bytes`);
  return bytes;
}

/** As ofBase64; undefined for anything else. */
export function maybeBase64(text: string): Uint8Array | undefined {
  const bytes = decoded(text);
  return bytes !== undefined && base64(bytes) === text ? bytes : undefined;
}

/** Base64 with or without its padding; undefined for anything else. */
export function decoded(text: string): Uint8Array | undefined {
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const digits = text.length - padding;
  if (digits % 4 === 1 || (padding > 0 && text.length % 4 !== 0)) return undefined;
  const bytes = new Uint8Array(Math.floor((digits * 3) / 4));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < digits; i++) {
    const code = text.charCodeAt(i);
    const value = code < 128 ? VALUES[code]! : -1;
    if (value < 0) return undefined;
    held = ((held << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 0xff;
    }
  }
  return bytes;
}

/** A hash of 32 bytes from the 44 characters of its base64. */
export function hashOf(text: string): Uint8Array {
  if (text.length !== 44) throw new Malformed(`hash: ${text.length} characters of base64, must be 44`);
  return hash32(ofBase64(text, "hash"));
}

export function hash32(bytes: Uint8Array): Uint8Array {
  if (bytes.length !== 32) throw new Malformed(`hash: ${bytes.length} bytes, must be 32`);
  return bytes;
}

export function numberOf(bytes: Uint8Array): bigint {
  return bytes.length === 0 ? 0n : BigInt("0x" + hex(bytes));
}

/** The lower bytes of a number, big-endian. */
export function bigEndian(value: bigint, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  for (let i = length - 1; i >= 0; i--, value >>= 8n) bytes[i] = Number(value & 0xffn);
  return bytes;
}

/** A whole number in digits, without sign and leading zeros. */
export function decimal(text: string, what: string): bigint {
  if (!/^(0|[1-9][0-9]{0,18})$/.test(text)) {
    throw new Malformed(`${what} ${shown(text)}: must be a decimal without sign or leading zeros, at most ${MAX_LONG}`);
  }
  const value = BigInt(text);
  if (value > MAX_LONG) throw new Malformed(`${what} ${text}: limit ${MAX_LONG}`);
  return value;
}

/** A text for a message: cut, without controls. */
export function shown(text: string): string {
  return `"${shortened(text).replace(/[\u0000-\u001f\u007f]/g, "\ufffd")}"`;
}

export function shortened(text: string): string {
  return text.length <= 60 ? text : text.slice(0, 60) + "…";
}

/** As Java writes a sorted set. */
export function listed(texts: Iterable<string>): string {
  return `[${[...texts].sort(byCodeUnits).join(", ")}]`;
}

export function byCodeUnits(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
