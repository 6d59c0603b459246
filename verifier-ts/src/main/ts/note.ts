/** Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint, tlog-cosignature). */
import { sha256 } from "@noble/hashes/sha2.js";
import { base64, concat, decimal, hashOf, hex, isWellFormed, Malformed, MAX_LONG, numberOf, ofBase64, shown, textOf, utf8 } from "./bytes.js";
import type { Keys } from "./keys.js";
import { type TreeHead } from "./merkle.js";
import { type Instant, ofSeconds } from "./time.js";

const MAX_SIGNATURES = 100;
const MAX_BYTES = 1_000_000;
const PREFIX = "\u2014 ";
const ED25519 = 1;
const COSIGNATURE = 4;
const MAX_SECONDS = 31_556_889_864_403_199n; // the last that Java's Instant has

export interface NoteSignature {
  name: string;
  /** Eight hex digits. */
  keyId: string;
  signature: Uint8Array;
}

export interface SignedNote {
  text: string;
  signatures: NoteSignature[];
}

/** A key as notes name it: Ed25519, for notes or for cosignatures. */
export interface NoteKey {
  name: string;
  keyId: string;
  type: number;
  raw: Uint8Array;
}

export interface Checkpoint extends TreeHead {
  origin: string;
}

/** What the signatures of a note are worth to somebody who knows some keys. */
export type NoteCheck = { signed: NoteSignature[] } | { falselySigned: NoteSignature } | { notSigned: string };

export function parseNote(note: string | Uint8Array): SignedNote {
  if (typeof note !== "string") {
    if (note.length > MAX_BYTES) throw new Malformed(`note: ${note.length} bytes, limit ${MAX_BYTES}`);
    const text = textOf(note);
    if (text === undefined) throw new Malformed("not UTF-8");
    return parseNote(text);
  }
  if (!isWellFormed(note)) throw new Malformed("no UTF-8 for this text");
  if (utf8(note).length > MAX_BYTES) throw new Malformed(`note: over ${MAX_BYTES} bytes`);
  const split = note.lastIndexOf("\n\n");
  if (split < 0) throw new Malformed("note: no blank line between text and signatures");
  const block = note.slice(split + 2);
  if (!block.endsWith("\n")) throw new Malformed("note: must end with a signature line and its newline");
  const lines = block.slice(0, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) throw new Malformed(`note: ${lines.length} signatures, limit ${MAX_SIGNATURES}`);
  const signatures = lines.map(parseLine);
  const text = note.slice(0, split + 1);
  const control = /[\u0000-\u0009\u000b-\u001f]/.exec(text);
  if (control !== null) throw new Malformed(`note: control character ${control[0].charCodeAt(0)} in its text`);
  return { text, signatures };
}

export function parseLine(line: string): NoteSignature {
  if (!line.startsWith(PREFIX)) throw new Malformed(`signature line ${shown(line)}: must begin with an em dash, space`);
  const space = line.indexOf(" ", PREFIX.length);
  if (space < 0) throw new Malformed(`signature line ${shown(line)}: no signature after the name`);
  const bytes = ofBase64(line.slice(space + 1), "signature");
  if (bytes.length < 5) throw new Malformed(`signature of ${bytes.length} bytes: a 4-byte key id and more`);
  return { name: keyName(line.slice(PREFIX.length, space)), keyId: hex(bytes.subarray(0, 4)), signature: bytes.slice(4) };
}

export function noteText(note: SignedNote): string {
  const lines = note.signatures.map((one) => `${PREFIX}${one.name} ${base64(concat(idBytes(one.keyId), one.signature))}\n`);
  return `${note.text}\n${lines.join("")}`;
}

function idBytes(keyId: string): Uint8Array {
  return Uint8Array.from([0, 2, 4, 6], (at) => parseInt(keyId.slice(at, at + 2), 16));
}

function keyName(name: string): string {
  if (name === "" || /[+\u0000-\u001f\u0085\p{Z}]/u.test(name)) {
    throw new Malformed(`key name ${shown(name)}: must not be empty nor hold spaces, controls or +`);
  }
  return name;
}

export function noteKey(name: string, type: number, raw: Uint8Array): NoteKey {
  const checked = keyName(name);
  if (!isWellFormed(name)) throw new Malformed("no UTF-8 for this text");
  return { name: checked, keyId: hex(sha256(concat(utf8(`${name}\n`), Uint8Array.of(type), raw)).subarray(0, 4)), type, raw };
}

/** The key of a log: its name is the origin. */
export function logKey(origin: string, raw: Uint8Array): NoteKey {
  return noteKey(origin, ED25519, raw32(raw));
}

export function witnessKey(name: string, raw: Uint8Array): NoteKey {
  return noteKey(name, COSIGNATURE, raw32(raw));
}

function raw32(raw: Uint8Array): Uint8Array {
  if (raw.length !== 32) throw new Malformed(`Ed25519 public key: ${raw.length} bytes, must be 32`);
  return raw;
}

/** A key in its text form, name+id+key; for cosignatures, or for notes. */
export function parseVkey(vkey: string, forCosignatures: boolean): NoteKey {
  if (vkey.length > 16384) throw new Malformed(`verifier key: ${vkey.length} characters, limit 16384`);
  const first = vkey.indexOf("+");
  const second = vkey.indexOf("+", first + 1);
  if (first < 0 || second < 0) throw new Malformed(`verifier key ${shown(vkey)}: must be name+id+key`);
  const bytes = ofBase64(vkey.slice(second + 1), "verifier key");
  if (bytes.length < 2) throw new Malformed(`verifier key ${shown(vkey)}: no key`);
  const key = noteKey(vkey.slice(0, first), bytes[0]!, bytes.slice(1));
  if (vkey.slice(first + 1, second) !== key.keyId) throw new Malformed(`verifier key ${shown(vkey)}: key id must be ${key.keyId}`);
  const due = forCosignatures ? COSIGNATURE : ED25519;
  if (key.type !== due) {
    const type = (key.type << 24) >> 24;
    throw new Malformed(`verifier key ${shown(vkey)}: type ${type}, must be ${forCosignatures ? "4 (Ed25519 cosignature)" : "1 (Ed25519)"}`);
  }
  raw32(key.raw);
  return key;
}

export function vkeyOf(key: NoteKey): string {
  return `${key.name}+${key.keyId}+${base64(concat(Uint8Array.of(key.type), key.raw))}`;
}

/** Looks for signatures by known keys; one that is false ends it. */
export async function checkNote(note: SignedNote, known: NoteKey[], keys: Keys): Promise<NoteCheck> {
  const by: NoteSignature[] = [];
  const seen = new Set<string>();
  for (const signature of note.signatures) {
    for (const key of known) {
      if (key.name === signature.name && key.keyId === signature.keyId) {
        if (!(await isSigned(note.text, signature.signature, key, keys))) return { falselySigned: signature };
        if (!seen.has(vkeyOf(key))) by.push(signature);
        seen.add(vkeyOf(key));
      }
    }
  }
  return by.length > 0
    ? { signed: by }
    : { notSigned: `none of ${note.signatures.length} signatures is by one of ${known.length} known keys` };
}

async function isSigned(text: string, signature: Uint8Array, key: NoteKey, keys: Keys): Promise<boolean> {
  if (key.type === ED25519) return keys.ed25519(key.raw, utf8(text), signature);
  if (signature.length !== 72 || !isCheckpoint(text)) return false;
  const seconds = numberOf(signature.subarray(0, 8));
  const signed = utf8(`cosignature/v1\ntime ${seconds}\n${text}`);
  return seconds > 0n && seconds <= MAX_LONG && keys.ed25519(key.raw, signed, signature.slice(8));
}

/** When a witness signed. */
export function cosignedAt(signature: Uint8Array): Instant {
  if (signature.length !== 72) throw new Malformed(`cosignature of ${signature.length} bytes, must be 72`);
  const seconds = numberOf(signature.subarray(0, 8));
  if (seconds > MAX_SECONDS) throw new Malformed(`cosignature at ${seconds} s: no such time`);
  return ofSeconds(seconds);
}

export function parseCheckpoint(text: string): Checkpoint {
  if (!text.endsWith("\n")) throw new Malformed("checkpoint: must end in a newline");
  const lines = text.slice(0, -1).split("\n");
  if (lines.length < 3) throw new Malformed(`checkpoint: ${lines.length} lines, at least 3`);
  const checkpoint = { origin: lines[0]!, size: decimal(lines[1]!, "tree size"), root: hashOf(lines[2]!) };
  checkLine(checkpoint.origin, "origin");
  lines.slice(3).forEach((line) => checkLine(line, "extension line"));
  return checkpoint;
}

function isCheckpoint(text: string): boolean {
  try {
    parseCheckpoint(text);
    return true;
  } catch (e) {
    if (e instanceof Malformed) return false;
    throw e;
  }
}

function checkLine(line: string, what: string): void {
  if (line === "" || /[\u0000-\u001f]/.test(line)) {
    throw new Malformed(`checkpoint: ${what} ${shown(line)}: must not be empty nor hold control characters`);
  }
}

export function checkpointText(origin: string, size: bigint, root: Uint8Array): string {
  checkLine(origin, "origin");
  return `${origin}\n${size}\n${base64(root)}\n`;
}
