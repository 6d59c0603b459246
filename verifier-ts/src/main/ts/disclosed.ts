/** The protected values of a change event, and what the keys that a file discloses open of them. */
import { type Datum, readDatum, type Schema, schemaOf } from "./avro.js";
import { base64, decoded, equal, Malformed, utf8 } from "./bytes.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "./digests.js";
import type { DisclosedField, EvidenceRecord, RecordPart } from "./evidence.js";
import { CIPHERTEXT, clearType, COMMITMENT, datumJson, groupOf, isProtected } from "./datum-json.js";
import { type Json, Parser } from "./json.js";
import type { Keys } from "./keys.js";

const MARK = "tombolo-protected";
const LIMITS = { depth: 100, tokens: 1_000_000, digits: 1000, lastCounts: true };
const STRING: Schema = { type: "string", members: new Map() };
/** Characters of the way to a value, and of all of an event's. */
const LONGEST = 10_000;
const MAX_POINTERS = 50_000_000;

/** A protected value of a record. */
export interface ProtectedField {
  /** The way to it from the change event, a JSON Pointer. */
  field: string;
  /** Who may read it, as its owner states. */
  group: string;
  /** What a disclosed key opened, as JSON text; undefined for one that is withheld. */
  json: string | undefined;
}

/** A key or a value, as far as it can be decoded: always its bytes. */
export interface DecodedPart {
  kind: "fields" | "value" | "raw" | "undecodable";
  /** What was decoded, as JSON text; undefined for raw bytes, and for those that are not what their schema says. */
  json: string | undefined;
  /** Why it could not be decoded. */
  why: string | undefined;
  bytes: Uint8Array;
}

/** A record with its fields by name. Decoding changes no verdict. */
export interface DecodedRecord {
  index: bigint;
  offset: bigint;
  timestamp: string | undefined;
  key: DecodedPart | undefined;
  value: DecodedPart | undefined;
  protectedFields: ProtectedField[];
}

interface Found {
  field: string;
  group: string;
  /** Of the protected bytes; undefined for a member of a JSON text. */
  hidden: Schema | undefined;
  bytes: Uint8Array;
  /** Where it is in the event; undefined for a member of a JSON text, which stays. */
  place: Datum | undefined;
}

interface Opened {
  field: string;
  group: string;
  datum: Datum | undefined;
  /** Why its key does not open it. */
  failure: string | undefined;
}

/** What a key of the file does not open; undefined when each opens its field. */
export async function disclosureFault(record: EvidenceRecord, passed: (field: string) => void, keys: Keys): Promise<string | undefined> {
  if (record.disclosed.length === 0) return undefined;
  if (record.value?.schema === undefined) return "the record has no fields";
  let event: Datum;
  try {
    event = readDatum(schemaOf(record.value.schema), record.value.bytes);
  } catch (e) {
    if (e instanceof Malformed) return `the record can't be decoded: ${e.message}`;
    throw e;
  }
  if (event.of.type !== "record") return "the record's value has no fields";
  for (const { field, datum, failure } of await openIn(event, record.disclosed, keys)) {
    if (failure !== undefined) return `${field}: ${failure}`;
    if (datum !== undefined) passed(`${field}: its key opens what was committed`);
  }
  return undefined;
}

/** Decodes a part; an answer whatever its bytes and its schema are. */
export async function decodePart(part: RecordPart, disclosed: DisclosedField[], keys: Keys, found: ProtectedField[] = []): Promise<DecodedPart> {
  const { bytes, schema } = part;
  if (schema === undefined) return { kind: "raw", json: undefined, why: undefined, bytes };
  try {
    const datum = await openPart(schema, bytes, disclosed, keys, found);
    return { kind: datum.of.type === "record" ? "fields" : "value", json: datumJson(datum), why: undefined, bytes };
  } catch (e) {
    if (e instanceof Malformed) return { kind: "undecodable", json: undefined, why: e.message, bytes };
    throw e;
  }
}

/**
 * A part's datum, with what disclosed keys open in its place.
 *
 * @throws Malformed when the bytes are not what the schema says
 */
export async function openPart(schema: string, bytes: Uint8Array, disclosed: DisclosedField[], keys: Keys, found: ProtectedField[]): Promise<Datum> {
  const datum = readDatum(schemaOf(schema), bytes);
  if (datum.of.type !== "record") return datum;
  for (const { field, group, datum: clear } of await openIn(datum, disclosed, keys)) {
    found.push({ field, group, json: clear === undefined ? undefined : datumJson(clear) });
  }
  return datum;
}

/** The object that "tombolo verify --json" has for a part. */
export function partJson(part: DecodedPart | undefined): string {
  if (part === undefined) return "null";
  if (part.json !== undefined) return `{"${part.kind}": ${part.json}}`;
  const why = part.why === undefined ? "" : `, "not_decoded": ${JSON.stringify(part.why)}`;
  return `{"bytes": "${base64(part.bytes)}"${why}}`;
}

/** All protected values of an event, in its order; behind them those that are disclosed and are not there. What opens is put in its place. */
async function openIn(event: Datum, disclosed: DisclosedField[], keys: Keys): Promise<Opened[]> {
  const left = new Map(disclosed.map((one) => [one.field, one.key]));
  const all: Opened[] = [];
  let pointers = 0;
  for (const found of protectedValues(event, START)) {
    const { field, group, place } = found;
    pointers += field.length;
    if (pointers > MAX_POINTERS) throw new Malformed(`the places of its protected values have more than ${MAX_POINTERS} characters`);
    const key = left.get(field);
    left.delete(field);
    const opened = key === undefined ? { datum: undefined, failure: undefined } : await open(found, key, keys);
    if (opened.datum !== undefined && place !== undefined) Object.assign(place, opened.datum);
    all.push({ field, group, ...opened });
  }
  for (const field of left.keys()) all.push({ field, group: "", datum: undefined, failure: "the record has no protected value there" });
  return all;
}

/** An HMAC-SHA256 of the field key commits to it, and another one is the key of AES-256-GCM. */
async function open({ hidden, bytes }: Found, key: Uint8Array, keys: Keys): Promise<Pick<Opened, "datum" | "failure">> {
  const failed = (failure: string) => ({ datum: undefined, failure });
  if (!isProtected(bytes)) return failed("its bytes are not a protected value");
  if (!equal(bytes.subarray(COMMITMENT, CIPHERTEXT), hmac(sha256, key, utf8("commit")))) return failed("the value commits to another key");
  const clear = await keys.opened(hmac(sha256, key, utf8("encrypt")), bytes.subarray(CIPHERTEXT));
  if (clear === undefined) return failed("the value commits to this key, and its ciphertext does not open");
  try {
    return { datum: readDatum(hidden === undefined ? STRING : clearType(hidden), clear), failure: undefined };
  } catch (e) {
    if (e instanceof Malformed) return failed("what was sealed is not of the type that its schema states");
    throw e;
  }
}

/** The way to a value: its pointer, and how many characters it has at least. */
interface Way {
  field: string;
  length: number;
}

const START: Way = { field: "", length: 0 };

function* protectedValues(datum: Datum, way: Way): Generator<Found> {
  const { of, value } = datum;
  const group = groupOf(datum);
  if (of.type === "record") {
    for (const [i, member] of of.fields.entries()) yield* protectedValues((value as Datum[])[i]!, to(way, member.name));
  } else if (group !== undefined) {
    if (way.length <= LONGEST) yield { field: way.field, group, hidden: of, bytes: value as Uint8Array, place: datum };
  } else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) yield* protectedValues(item, toItem(way, i));
  } else if (value instanceof Map) {
    for (const [name, entry] of value) yield* protectedValues(entry, to(way, name));
  } else if (of.type === "string" && (value as string).includes(`"${MARK}"`)) {
    yield* inText(value as string, way);
  }
}

/** Those of a text that is JSON: {"tombolo-protected": {"group": …, "value": base64}}. */
function* inText(text: string, way: Way): Generator<Found> {
  let json: Json;
  try {
    json = new Parser(text, "text", LIMITS).whole();
  } catch (e) {
    if (e instanceof Malformed) return;
    throw e;
  }
  yield* members(json, way);
}

function* members(json: Json, way: Way): Generator<Found> {
  if (Array.isArray(json)) for (const [i, one] of json.entries()) yield* members(one, toItem(way, i));
  if (!(json instanceof Map)) return;
  for (const [name, one] of json) {
    const there = to(way, name);
    const mark = one instanceof Map && one.size === 1 ? one.get(MARK) : undefined;
    const [group, value] = mark instanceof Map && mark.size === 2 ? [mark.get("group"), mark.get("value")] : [];
    if (typeof group !== "string" || typeof value !== "string") {
      yield* members(one, there);
    } else if (there.length <= LONGEST) {
      yield { field: there.field, group, hidden: undefined, bytes: decoded(value) ?? new Uint8Array(0), place: undefined };
    }
  }
}

function to({ field, length }: Way, name: string): Way {
  return { field: `${field}/${name.replace(/~/g, "~0").replace(/\//g, "~1")}`, length: length + 1 + name.length };
}

function toItem({ field, length }: Way, item: number): Way {
  return { field: `${field}/${item}`, length: length + 2 };
}
