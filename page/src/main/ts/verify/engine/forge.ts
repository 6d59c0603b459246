/** Forgeries: the file written again with another value, as far as the forger goes. Nothing here decides what a verifier says about them. */
import { type Datum, readDatum, type Schema, schemaOf } from "tombolo-verify/avro.js";
import { base64, concat, decimal, Malformed, ofHex, utf8 } from "tombolo-verify/bytes.js";
import { writeCompact } from "tombolo-verify/compact.js";
import { type Evidence, type EvidenceRecord, entryOf, type RecordPart, writeEvidence } from "tombolo-verify/evidence.js";
import type { Keys } from "tombolo-verify/index.js";
import { impliedRoot, leafHash } from "tombolo-verify/merkle.js";
import { logKey, noteText, parseCheckpoint, parseNote } from "tombolo-verify/note.js";
import { organisation } from "tombolo-verify/policy.js";
import { timeOf } from "tombolo-verify/time.js";
import type { Forgery } from "../report.js";
import { valueOf, writeDatum } from "./encode.js";
import { readFile } from "./judge.js";

/** @throws Malformed when the field does not take this value */
export async function forge(file: Uint8Array, forgery: Forgery, keys: Keys): Promise<Uint8Array> {
  const { format, evidence } = await readFile(file, keys);
  const event = "events" in evidence ? evidence.events[forgery.which]! : evidence;
  change(event.record, forgery);
  if (forgery.effort !== "row") event.entry = entryOf(event.record, event.entry[1]!);
  if ((forgery.effort === "root" || forgery.effort === "key") && "path" in evidence) {
    await sealAgain(evidence, forgery.effort === "key");
  }
  return format === "compact" ? writeCompact(evidence as Evidence) : writeEvidence(evidence);
}

function change(record: EvidenceRecord, { part, path, text }: Forgery): void {
  if (part !== "record") {
    const changed = record[part];
    if (changed === undefined) throw new Malformed(`${part}: null`);
    record[part] = changedPart(changed, path, text);
  } else if (path === "/offset") {
    record.offset = decimal(text, "offset");
  } else {
    record.timestamp = timeOf(text, "timestamp") / 1_000_000n;
  }
}

function changedPart(part: RecordPart, path: string, text: string): RecordPart {
  if (part.schema === undefined) return { ...part, bytes: rawBytes(text) };
  const schema = schemaOf(part.schema);
  const datum = readDatum(schema, part.bytes);
  const place = find(datum, path);
  place.value = valueOf(place.of, text);
  return { ...part, bytes: writeDatum(schema, datum) };
}

function rawBytes(text: string): Uint8Array {
  const digits = text.replace(/^0x/, "");
  if (!/^([0-9a-fA-F]{2})*$/.test(digits)) throw new Malformed(`“${text}”: 0x0a1b…`);
  return ofHex(digits);
}

function find(datum: Datum, path: string): Datum {
  let at: Datum | undefined = datum;
  for (const step of path.split("/").slice(1)) {
    const name = step.replace(/~1/g, "/").replace(/~0/g, "~");
    at = at && member(at, name);
  }
  if (at === undefined) throw new Malformed(`${path}: no such field`);
  return at;
}

function member({ of, value }: { of: Schema; value: Datum["value"] }, name: string): Datum | undefined {
  if (of.type === "record") return (value as Datum[])[of.fields.findIndex((field) => field.name === name)];
  if (Array.isArray(value)) return value[Number(name)];
  return value instanceof Map ? value.get(name) : undefined;
}

/** Puts the root that the changed leaf leads to into the checkpoint; signed again only by a key that the forger made. */
async function sealAgain(evidence: Evidence, withOwnKey: boolean): Promise<void> {
  const note = parseNote(evidence.checkpoint);
  const head = parseCheckpoint(note.text);
  const root = impliedRoot(leafHash(evidence.entry), evidence.index, evidence.path, head.size);
  if (typeof root === "string") throw new Malformed(root);
  const lines = note.text.split("\n");
  lines[2] = base64(root);
  const text = lines.join("\n");
  if (!withOwnKey) {
    evidence.checkpoint = noteText({ ...note, text });
    return;
  }
  const pair = (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])) as CryptoKeyPair;
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const signature = new Uint8Array(await crypto.subtle.sign("Ed25519", pair.privateKey, Uint8Array.from(utf8(text))));
  const { keyId, name } = logKey(evidence.origin, raw);
  evidence.checkpoint = noteText({ text, signatures: [{ name, keyId, signature }] });
  // No member of a ledger signs this head, so there is no receipt to show.
  evidence.anchors = [];
  const key = { organisation: organisation(evidence.origin), key: concat(Uint8Array.of(1), raw), from: undefined, until: undefined };
  evidence.claims = { logKeys: [key], ledgers: [], crossAnchoring: 2, oldestAnchor: undefined, retired: new Map() };
}
