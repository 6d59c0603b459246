/** The evidence file about one record or several: one JSON object in the only spelling that it may have. */
import { base64, bigEndian, concat, equal, hash32, hashOf, hex, Malformed, numberOf, startsWith, utf8 } from "./bytes.js";
import { sha256 } from "./digests.js";
import { Fields, type Json, readJson, writeJson } from "./json.js";
import type { Keys } from "./keys.js";
import type { Policy } from "./policy.js";
import { policyJson, readPolicy } from "./policy-file.js";

/** The largest file that is read, in bytes. */
export const MAX_BYTES = 32 << 20;
const FORMATS = "tombolo-evidence/";
const SET_FORMATS = "tombolo-evidence-set/";
const SET_BEGINNING = utf8(`{\n  "format": "${SET_FORMATS}`);
const MAX_EVENTS = 100_000;
const MAX_HASHES = 2_000_000;
const MAX_ANCHORS = 100;
const MAX_PATH = 128;
/** The most fields of one record that a file discloses. */
export const MAX_DISCLOSED = 1000;
const MAX_POINTER = 10_000;

/** A record's key or value: with a schema for framed Avro, without one for raw bytes. */
export interface RecordPart {
  schema: string | undefined;
  bytes: Uint8Array;
}

/** The key that opens one protected field of one record. */
export interface DisclosedField {
  /** The way to it from the change event, a JSON Pointer. */
  field: string;
  key: Uint8Array;
}

export interface EvidenceRecord {
  offset: bigint;
  /** In ms since 1970. */
  timestamp: bigint | undefined;
  key: RecordPart | undefined;
  value: RecordPart | undefined;
  salt: Uint8Array | undefined;
  disclosed: DisclosedField[];
}

export interface EvidenceAnchor {
  ledger: string;
  growth: Uint8Array[];
  receipt: Uint8Array;
}

export interface EvidenceEvent {
  index: bigint;
  entry: Uint8Array;
  record: EvidenceRecord;
}

interface Head {
  origin: string;
  checkpoint: string;
  anchors: EvidenceAnchor[];
  claims: Policy;
}

export interface Evidence extends Head, EvidenceEvent {
  path: Uint8Array[];
}

export interface EvidenceSet extends Head {
  events: EvidenceEvent[];
  proof: Uint8Array[];
}

/** The fixed parts of an entry, the 50 bytes that a log holds for a record. */
export interface Entry {
  form: number;
  offset: bigint;
  /** -1 for none. */
  timestamp: bigint;
  commitment: Uint8Array;
}

/** Whether a file claims to be about several records. */
export function isSet(file: Uint8Array): boolean {
  return file.length > SET_BEGINNING.length && startsWith(file, SET_BEGINNING);
}

export async function readEvidence(file: Uint8Array, keys: Keys): Promise<Evidence> {
  const [fields, discloses] = open(file, FORMATS);
  const origin = fields.text("origin");
  const record = readRecord(fields.object("record"), discloses);
  requireDisclosed(discloses, [record]);
  const entry = fields.bytes("entry");
  const index = fields.number("index");
  const path = hashes(fields, "inclusion_proof", MAX_PATH);
  return { record, entry, index, path, ...(await readHead(fields, origin, keys)) };
}

export async function readEvidenceSet(file: Uint8Array, keys: Keys): Promise<EvidenceSet> {
  const [fields, discloses] = open(file, SET_FORMATS);
  const origin = fields.text("origin");
  const events = fields.objects("events", MAX_EVENTS).map((event) => {
    const read = { index: event.number("index"), entry: event.bytes("entry"), record: readRecord(event.object("record"), discloses) };
    event.end();
    return read;
  });
  requireDisclosed(discloses, events.map((event) => event.record));
  const proof = hashes(fields, "proof", MAX_HASHES);
  const head = await readHead(fields, origin, keys);
  if (events.length === 0) throw new Malformed("events: 0, at least 1");
  return { events, proof, ...head };
}

/** A file's members, and whether it has the version that discloses fields. */
function open(file: Uint8Array, formats: string): [Fields, boolean] {
  const fields = new Fields(readJson(file, "evidence", MAX_BYTES), "evidence");
  const format = fields.text("format");
  if (format !== `${formats}1` && format !== `${formats}2`) throw new Malformed(`evidence.format: must be ${formats}1 or ${formats}2`);
  return [fields, format === `${formats}2`];
}

/** Only a file that discloses something has that version. */
export function requireDisclosed(discloses: boolean, records: EvidenceRecord[]): void {
  if (discloses && records.every((record) => record.disclosed.length === 0)) {
    throw new Malformed("evidence: discloses nothing, at least 1 field in this format");
  }
}

async function readHead(fields: Fields, origin: string, keys: Keys): Promise<Head> {
  const checkpoint = fields.text("checkpoint");
  const anchors = fields.objects("anchors", MAX_ANCHORS).map((anchor) => {
    const read = { ledger: anchor.text("ledger"), growth: hashes(anchor, "consistency_proof", MAX_PATH), receipt: anchor.bytes("receipt") };
    anchor.end();
    return read;
  });
  const claims = await readPolicy(fields.object("trust"), keys);
  fields.text("digest");
  fields.end();
  return { origin, checkpoint, anchors, claims };
}

function hashes(fields: Fields, name: string, limit: number): Uint8Array[] {
  return fields.texts(name, limit).map(hashOf);
}

function readRecord(fields: Fields, discloses: boolean): EvidenceRecord {
  const record = {
    offset: fields.number("offset"),
    timestamp: fields.optionalNumber("timestamp"),
    key: readPart(fields.optionalObject("key")),
    value: readPart(fields.optionalObject("value")),
    salt: checkSalt(fields.optionalBytes("salt")),
    disclosed: checkDisclosed(discloses ? fields.optionalObjects("disclosed", MAX_DISCLOSED).map(readDisclosed) : []),
  };
  fields.end();
  return record;
}

function readDisclosed(fields: Fields): DisclosedField {
  const read = { field: fields.text("field"), key: fields.bytes("key") };
  fields.end();
  return read;
}

export function checkDisclosed(disclosed: DisclosedField[]): DisclosedField[] {
  for (const { field, key } of disclosed) {
    if (!field.startsWith("/") || field.length > MAX_POINTER) {
      throw new Malformed(`disclosed field of ${field.length} characters: must be a JSON Pointer that begins with /, at most ${MAX_POINTER}`);
    }
    if (key.length !== 32) throw new Malformed(`disclosed key of ${field}: ${key.length} bytes, must be 32`);
  }
  if (new Set(disclosed.map((one) => one.field)).size < disclosed.length) throw new Malformed("disclosed: a field twice");
  return disclosed;
}

export function checkSalt(salt: Uint8Array | undefined): Uint8Array | undefined {
  if (salt !== undefined && salt.length !== 16) throw new Malformed(`salt: ${salt.length} bytes, must be 16`);
  return salt;
}

function readPart(fields: Fields | undefined): RecordPart | undefined {
  if (fields === undefined) return undefined;
  const part = { schema: fields.optionalText("schema"), bytes: fields.bytes("bytes") };
  fields.end();
  return part;
}

/** Whether a file that was read as this evidence is, byte for byte, what this evidence is written as. */
export function isCanonical(file: Uint8Array, evidence: Evidence | EvidenceSet): boolean {
  return equal(file, writeEvidence(evidence));
}

/** The JSON file, with its digest. */
export function writeEvidence(evidence: Evidence | EvidenceSet): Uint8Array {
  return "events" in evidence ? writeSet(evidence) : writeOne(evidence);
}

function writeOne(evidence: Evidence): Uint8Array {
  return withDigest(new Map<string, Json>([
    ["format", formatOf(FORMATS, [evidence.record])],
    ["origin", evidence.origin],
    ["record", recordJson(evidence.record)],
    ["entry", base64(evidence.entry)],
    ["index", evidence.index],
    ["inclusion_proof", evidence.path.map(base64)],
    ...headJson(evidence),
  ]));
}

function writeSet(evidence: EvidenceSet): Uint8Array {
  const event = (one: EvidenceEvent) =>
    new Map<string, Json>([["index", one.index], ["entry", base64(one.entry)], ["record", recordJson(one.record)]]);
  return withDigest(new Map<string, Json>([
    ["format", formatOf(SET_FORMATS, evidence.events.map((one) => one.record))],
    ["origin", evidence.origin],
    ["events", evidence.events.map(event)],
    ["proof", evidence.proof.map(base64)],
    ...headJson(evidence),
  ]));
}

function formatOf(formats: string, records: EvidenceRecord[]): string {
  return formats + (records.some((record) => record.disclosed.length > 0) ? "2" : "1");
}

function headJson(head: Head): [string, Json][] {
  const anchor = (one: EvidenceAnchor) =>
    new Map<string, Json>([["ledger", one.ledger], ["consistency_proof", one.growth.map(base64)], ["receipt", base64(one.receipt)]]);
  return [["checkpoint", head.checkpoint], ["anchors", head.anchors.map(anchor)], ["trust", policyJson(head.claims)]];
}

function withDigest(json: Map<string, Json>): Uint8Array {
  json.set("digest", hex(sha256(utf8(writeJson(json)))));
  return utf8(writeJson(json));
}

function recordJson(record: EvidenceRecord): Json {
  const json = new Map<string, Json>([
    ["offset", record.offset],
    ["timestamp", record.timestamp ?? null],
    ["key", partJson(record.key)],
    ["value", partJson(record.value)],
    ["salt", record.salt === undefined ? null : base64(record.salt)],
  ]);
  const disclosed = record.disclosed.map((one) => new Map<string, Json>([["field", one.field], ["key", base64(one.key)]]));
  return disclosed.length > 0 ? json.set("disclosed", disclosed) : json;
}

function partJson(part: RecordPart | undefined): Json {
  if (part === undefined) return null;
  const json = new Map<string, Json>();
  if (part.schema !== undefined) json.set("schema", part.schema);
  return json.set("bytes", base64(part.bytes));
}

/** Commits to a record again, in a form that an entry names: in form 1 all parts are raw. */
export function commitment(record: EvidenceRecord, form: number): Uint8Array {
  const { key, value, salt } = record;
  const schemaOf = (part: RecordPart | undefined) => (form === 1 || part?.schema === undefined ? undefined : sha256(utf8(part.schema)));
  const [ofKey, ofValue] = [schemaOf(key), schemaOf(value)];
  const flags = [key, value, ofKey, ofValue, salt].reduce((all, one, bit) => all | (one === undefined ? 0 : 1 << bit), 0);
  const parts = [Uint8Array.of(2, 1, flags), salt ?? new Uint8Array(0)];
  for (const [part, schema] of [[key, ofKey], [value, ofValue]] as const) {
    if (part !== undefined) parts.push(schema ?? new Uint8Array(0), bigEndian(BigInt(part.bytes.length), 4), part.bytes);
  }
  return sha256(concat(...parts));
}

/** The entry that a log holds for a record. */
export function entryOf(record: EvidenceRecord, form: number): Uint8Array {
  return concat(Uint8Array.of(1, form), bigEndian(record.offset, 8), bigEndian(record.timestamp ?? -1n, 8), commitment(record, form));
}

export function decodeEntry(bytes: Uint8Array): Entry {
  if (bytes.length !== 50) throw new Malformed(`entry: ${bytes.length} bytes, must be 50`);
  if (bytes[0] !== 1) throw new Malformed(`entry: version ${bytes[0]}, must be 1`);
  const signed = (from: number) => BigInt.asIntN(64, numberOf(bytes.subarray(from, from + 8)));
  const entry = { form: (bytes[1]! << 24) >> 24, offset: signed(2), timestamp: signed(10), commitment: hash32(bytes.slice(18)) };
  if (entry.form < 0 || entry.form > 2) throw new Malformed(`entry: form ${entry.form}, must be 0, 1 or 2`);
  if (entry.offset < 0n) throw new Malformed(`entry: offset ${entry.offset}, must be at least 0`);
  return entry;
}
