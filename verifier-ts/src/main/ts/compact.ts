/** Evidence about one record in few bytes: what follows from the rest is left out, and made again when it is read. */
import { base64, bigEndian, concat, equal, Malformed, numberOf, startsWith, textOf, utf8 } from "./bytes.js";
import { ARRAY, BYTES, CborReader, CborWriter, NUMBER, TEXT } from "./cbor.js";
import { sha256 } from "./digests.js";
import { checkDisclosed, checkSalt, type DisclosedField, type Evidence, type EvidenceAnchor, type EvidenceRecord, entryOf, MAX_BYTES, MAX_DISCLOSED, type RecordPart, requireDisclosed } from "./evidence.js";
import { Fields, type Json } from "./json.js";
import type { Keys } from "./keys.js";
import { impliedRoot, leafHash } from "./merkle.js";
import { checkpointText, logKey, type NoteKey, noteText, parseCheckpoint, parseNote, vkeyOf, witnessKey } from "./note.js";
import { keysFor, type LogKey, organisation, type Policy, type WitnessTrust } from "./policy.js";
import { FORMAT_2, policyJson, readPolicy } from "./policy-file.js";
import { timeText } from "./time.js";

const BEGINNING = Uint8Array.of(0xd9, 0xd9, 0xf7);
const MEMBERS = 13;
const MAX_KEYS = 10_000;
const MAX_ELEMENTS = 100;
const MAX_PATH = 128;

/** What is kept of a note: a checkpoint's size, or a cosignature's seconds since 1970, and the signature. */
interface Kept {
  number: bigint;
  signature: Uint8Array;
}

interface ShortAnchor {
  ledger: string | bigint;
  cosigned: Kept | undefined;
  growth: Uint8Array[];
  receipt: Uint8Array;
}

export function isCompact(file: Uint8Array): boolean {
  return startsWith(file, BEGINNING);
}

export async function readCompact(file: Uint8Array, keys: Keys): Promise<Evidence> {
  if (file.length > MAX_BYTES) throw new Malformed(`evidence: ${file.length} bytes, limit ${MAX_BYTES}`);
  const input = new CborReader(file, BEGINNING.length);
  input.arrayOf(MEMBERS, "evidence");
  const version = input.number("version");
  if (version !== 1n && version !== 2n) throw input.malformed("version", "must be 1 or 2");
  const origin = input.text("origin");
  const record = readRecord(input, version === 2n);
  requireDisclosed(version === 2n, [record]);
  const entry = readEntry(input, record);
  const index = input.number("index");
  const path = readHashes(input, "inclusion_proof");
  let checkpoint = "";
  let sealed: Kept | undefined;
  if (input.type("checkpoint") === TEXT) {
    checkpoint = input.text("checkpoint");
  } else {
    input.arrayOf(2, "checkpoint");
    sealed = { number: input.number("checkpoint"), signature: input.bytes("checkpoint") };
  }
  const short: ShortAnchor[] = [];
  for (let left = input.array("anchors", MAX_ELEMENTS); left > 0; left--) short.push(readAnchor(input));
  const claims = await readPolicy(new Fields(readClaims(input, origin), "evidence.trust"), keys);
  input.bytes("digest");
  input.end();
  if (sealed !== undefined) {
    const made = madeCheckpoint({ origin, entry, index, path, claims }, sealed);
    if (made === undefined) {
      throw new Malformed("compact evidence: checkpoint: its size does not fit the inclusion proof, or no log key is named");
    }
    checkpoint = made;
  }
  const anchors = short.map((anchor) => wholeAnchor(anchor, claims, checkpoint));
  return { origin, record, entry, index, path, checkpoint, anchors, claims };
}

function readRecord(input: CborReader, discloses: boolean): EvidenceRecord {
  input.arrayOf(discloses ? 6 : 5, "record");
  return {
    offset: input.number("record.offset"),
    timestamp: input.isNull() ? undefined : input.number("record.timestamp"),
    key: readPart(input, "record.key"),
    value: readPart(input, "record.value"),
    salt: checkSalt(input.isNull() ? undefined : input.bytes("record.salt")),
    disclosed: discloses ? readDisclosed(input) : [],
  };
}

function readDisclosed(input: CborReader): DisclosedField[] {
  const disclosed: DisclosedField[] = [];
  for (let left = input.array("disclosed", MAX_DISCLOSED); left > 0; left--) {
    input.arrayOf(2, "disclosed");
    disclosed.push({ field: input.text("disclosed.field"), key: input.bytes("disclosed.key") });
  }
  return checkDisclosed(disclosed);
}

function readPart(input: CborReader, what: string): RecordPart | undefined {
  if (input.isNull()) return undefined;
  input.arrayOf(2, what);
  return { schema: input.isNull() ? undefined : input.text(`${what}.schema`), bytes: input.bytes(`${what}.bytes`) };
}

function readEntry(input: CborReader, record: EvidenceRecord): Uint8Array {
  if (input.type("entry") === BYTES) return input.bytes("entry");
  const form = input.number("entry");
  if (form > 2n) throw input.malformed("entry", `form ${form}, must be 0 to 2`);
  return entryOf(record, Number(form));
}

function readHashes(input: CborReader, what: string): Uint8Array[] {
  const all = input.bytes(what);
  if (all.length % 32 !== 0 || all.length > MAX_PATH * 32) {
    throw input.malformed(what, `${all.length} bytes, must be up to ${MAX_PATH} hashes of 32`);
  }
  return Array.from({ length: all.length / 32 }, (_, i) => all.slice(32 * i, 32 * i + 32));
}

function readAnchor(input: CborReader): ShortAnchor {
  input.arrayOf(3, "anchor");
  const ledger = input.type("anchor.ledger") === TEXT ? input.text("anchor.ledger") : input.number("anchor.ledger");
  if (input.type("anchor") === NUMBER) {
    const cosigned = { number: input.number("anchor.time"), signature: input.bytes("anchor.cosignature") };
    return { ledger, cosigned, growth: [], receipt: new Uint8Array(0) };
  }
  return { ledger, cosigned: undefined, growth: readHashes(input, "anchor.consistency_proof"), receipt: input.bytes("anchor.receipt") };
}

function wholeAnchor(anchor: ShortAnchor, claims: Policy, checkpoint: string): EvidenceAnchor {
  let ledger = anchor.ledger;
  if (typeof ledger === "bigint") {
    if (ledger >= BigInt(claims.ledgers.length)) {
      throw new Malformed(`compact evidence: anchor.ledger: ${ledger}, there are ${claims.ledgers.length} ledgers`);
    }
    ledger = claims.ledgers[Number(ledger)]!.name;
  }
  if (anchor.cosigned === undefined) return { ledger, growth: anchor.growth, receipt: anchor.receipt };
  const note = madeReceipt(claims, anchor.cosigned, ledger, checkpoint);
  if (note === undefined) throw new Malformed(`compact evidence: anchor: no witness ${ledger} is named for a cosignature`);
  return { ledger, growth: [], receipt: utf8(note) };
}

function readClaims(input: CborReader, origin: string): Json {
  const logKeys: Json[] = [];
  for (let left = input.array("log_keys", MAX_KEYS); left > 0; left--) logKeys.push(readLogKey(input, origin));
  const ledgers: Json[] = [];
  for (let left = input.array("ledgers", MAX_ELEMENTS); left > 0; left--) {
    ledgers.push(input.type("ledger") === ARRAY ? readWitness(input) : input.json("ledger"));
  }
  const json = new Map<string, Json>([["format", FORMAT_2], ["log_keys", logKeys], ["ledgers", ledgers]]);
  if (input.type("cross_anchored") === NUMBER) json.set("cross_anchored_ledgers", input.number("cross_anchored"));
  else json.set("cross_anchored", input.json("cross_anchored"));
  if (!input.isNull()) json.set("oldest_anchor", input.text("oldest_anchor"));
  return json;
}

function readLogKey(input: CborReader, origin: string): Json {
  if (input.type("log_key") === BYTES) {
    const key = concat(Uint8Array.of(1), input.bytes("log_key"));
    return new Map<string, Json>([["organisation", organisation(origin)], ["key", base64(key)]]);
  }
  input.arrayOf(4, "log_key");
  const json = new Map<string, Json>([["organisation", input.text("log_key.organisation")], ["key", base64(input.bytes("log_key.key"))]]);
  for (const member of ["from", "until"]) if (!input.isNull()) json.set(member, input.text(`log_key.${member}`));
  return json;
}

function readWitness(input: CborReader): Json {
  input.arrayOf(2, "witness");
  const name = input.text("witness.name");
  const key = input.bytes("witness.key");
  try {
    return new Map<string, Json>([["name", `witness:${name}`], ["keys", [vkeyOf(witnessKey(name, key))]]]);
  } catch (e) {
    throw e instanceof Malformed ? input.malformed("witness", e.message) : e;
  }
}

type Sealed = Pick<Evidence, "origin" | "entry" | "index" | "path" | "claims">;

/** The owner's note, by the newest of its keys that the file names; undefined if the path does not fit, or no key is named. */
function madeCheckpoint(of: Sealed, kept: Kept): string | undefined {
  const key = keysFor(of.claims, of.origin).at(-1);
  const root = impliedRoot(leafHash(of.entry), of.index, of.path, kept.number);
  if (key === undefined || typeof root === "string") return undefined;
  return note(checkpointText(of.origin, kept.number, root), logKey(of.origin, key.key.slice(1)), kept.signature);
}

/** A witness's receipt about the checkpoint itself; undefined if the evidence names no such witness. */
function madeReceipt(claims: Policy, kept: Kept, ledger: string, checkpoint: string): string | undefined {
  const witness = claims.ledgers.find((one): one is WitnessTrust => one.name === ledger && one.kind === "witness");
  if (witness === undefined) return undefined;
  return note(parseNote(checkpoint).text, witness.notes.at(-1)!, concat(bigEndian(kept.number, 8), kept.signature));
}

function note(text: string, key: NoteKey, signature: Uint8Array): string {
  if (signature.length === 0) throw new Malformed(`signature by ${key.name}: empty`);
  return noteText({ text, signatures: [{ name: key.name, keyId: key.keyId, signature }] });
}

/** What is kept of a note that follows from it; undefined if none does. */
function keptOf(made: () => { kept: Kept; from: string | undefined } | undefined, whole: string): Kept | undefined {
  try {
    const found = made();
    return found !== undefined && found.from === whole ? found.kept : undefined;
  } catch (e) {
    if (e instanceof Malformed) return undefined;
    throw e;
  }
}

function keptOfCheckpoint(evidence: Evidence): Kept | undefined {
  return keptOf(() => {
    const note = parseNote(evidence.checkpoint);
    const kept = { number: parseCheckpoint(note.text).size, signature: note.signatures[0]!.signature };
    return kept.signature.length === 64 ? { kept, from: madeCheckpoint(evidence, kept) } : undefined;
  }, evidence.checkpoint);
}

function keptOfReceipt(evidence: Evidence, anchor: EvidenceAnchor): Kept | undefined {
  const receipt = textOf(anchor.receipt);
  if (receipt === undefined || anchor.growth.length > 0) return undefined;
  return keptOf(() => {
    const timed = parseNote(receipt).signatures[0]!.signature;
    if (timed.length !== 72 || timed[0]! >= 0x80) return undefined;
    const kept = { number: numberOf(timed.subarray(0, 8)), signature: timed.slice(8) };
    return { kept, from: madeReceipt(evidence.claims, kept, anchor.ledger, evidence.checkpoint) };
  }, receipt);
}

/** Whether a file that was read as this evidence is, byte for byte, what this evidence is written as. */
export function isCanonicalCompact(file: Uint8Array, evidence: Evidence): boolean {
  return equal(file, writeCompact(evidence));
}

/** The compact file, with its digest. */
export function writeCompact(evidence: Evidence): Uint8Array {
  const out = new CborWriter().raw(BEGINNING).array(MEMBERS).number(evidence.record.disclosed.length > 0 ? 2 : 1).text(evidence.origin);
  writeRecord(out, evidence.record);
  const form = evidence.entry[1]!;
  if (evidence.entry.length > 1 && form <= 2 && equal(entryOf(evidence.record, form), evidence.entry)) out.number(form);
  else out.bytes(evidence.entry);
  out.number(evidence.index).bytes(concat(...evidence.path));
  const sealed = keptOfCheckpoint(evidence);
  if (sealed === undefined) out.text(evidence.checkpoint);
  else out.array(2).number(sealed.number).bytes(sealed.signature);
  out.array(evidence.anchors.length);
  for (const anchor of evidence.anchors) writeAnchor(out, evidence, anchor);
  writeClaims(out, evidence);
  const content = out.toBytes();
  return new CborWriter().raw(content).bytes(sha256(content).slice(0, 8)).toBytes();
}

function writeRecord(out: CborWriter, record: EvidenceRecord): void {
  const { disclosed } = record;
  out.array(disclosed.length > 0 ? 6 : 5).number(record.offset);
  if (record.timestamp === undefined) out.nothing();
  else out.number(record.timestamp);
  for (const part of [record.key, record.value]) {
    if (part === undefined) out.nothing();
    else out.array(2).optionalText(part.schema).bytes(part.bytes);
  }
  if (record.salt === undefined) out.nothing();
  else out.bytes(record.salt);
  if (disclosed.length > 0) out.array(disclosed.length);
  for (const { field, key } of disclosed) out.array(2).text(field).bytes(key);
}

function writeAnchor(out: CborWriter, evidence: Evidence, anchor: EvidenceAnchor): void {
  const place = evidence.claims.ledgers.findIndex((ledger) => ledger.name === anchor.ledger);
  out.array(3);
  if (place >= 0) out.number(place);
  else out.text(anchor.ledger);
  const cosigned = keptOfReceipt(evidence, anchor);
  if (cosigned !== undefined) out.number(cosigned.number).bytes(cosigned.signature);
  else out.bytes(concat(...anchor.growth)).bytes(anchor.receipt);
}

function writeClaims(out: CborWriter, evidence: Evidence): void {
  const claims = evidence.claims;
  const json = policyJson(claims);
  out.array(claims.logKeys.length);
  for (const key of claims.logKeys) writeLogKey(out, evidence.origin, key);
  out.array(claims.ledgers.length);
  claims.ledgers.forEach((ledger, i) => {
    const plain = ledger.kind === "witness" && ledger.keys.length === 1 && ledger.operator === undefined && !claims.retired.has(ledger.name);
    if (plain) out.array(2).text(ledger.name.slice("witness:".length)).bytes(ledger.notes[0]!.raw);
    else out.json((json.get("ledgers") as Json[])[i]!);
  });
  const group = json.get("cross_anchored");
  if (group === undefined) out.number(claims.crossAnchoring as number);
  else out.json(group);
  out.optionalText(claims.oldestAnchor === undefined ? undefined : timeText(claims.oldestAnchor));
}

function writeLogKey(out: CborWriter, origin: string, key: LogKey): void {
  if (key.organisation === organisation(origin) && key.from === undefined && key.until === undefined) {
    out.bytes(key.key.slice(1));
    return;
  }
  out.array(4).text(key.organisation).bytes(key.key);
  for (const time of [key.from, key.until]) out.optionalText(time === undefined ? undefined : timeText(time));
}
