/** Evidence and policy in, verdict out. */
import { equal, hex, Malformed } from "./bytes.js";
import { checkAnchor } from "./anchors.js";
import { type Check, CheckList, Failed, type Level, type Refusal, type Signed } from "./checks.js";
import { isCanonicalCompact, isCompact, readCompact } from "./compact.js";
import { type DecodedRecord, decodePart, disclosureFault, type ProtectedField } from "./disclosed.js";
import { commitment, decodeEntry, type DisclosedField, type Entry, type Evidence, type EvidenceAnchor, type EvidenceRecord, type EvidenceSet, isCanonical, isSet, readEvidence, readEvidenceSet, type RecordPart } from "./evidence.js";
import { type Keys, platformKeys } from "./keys.js";
import { Unavailable } from "./load.js";
import { checkInclusion, checkMany, leafHash } from "./merkle.js";
import { checkNote, logKey, noteText, parseCheckpoint, parseNote, vkeyOf } from "./note.js";
import { isCrossAnchored, keysFor, organisation, type Policy } from "./policy.js";
import { schemaFault } from "./avro.js";
import { shown } from "./bytes.js";
import { type Instant, ofMillis, timeText } from "./time.js";

/** A record as its owner committed to it. */
export interface VerifiedRecord {
  index: bigint;
  offset: bigint;
  /** As 2026-01-31T12:00:00Z; undefined for none. */
  timestamp: string | undefined;
  key: RecordPart | undefined;
  value: RecordPart | undefined;
  /** The keys of protected fields that the file discloses; each opens its field. */
  disclosed: DisclosedField[];
}

/** The record that a verdict is about, or the records. */
export interface Subject {
  origin: string;
  index: bigint;
  offset: bigint;
  lastIndex: bigint;
  lastOffset: bigint;
  records: number;
}

/** Nothing contradicts the record. */
export interface Accepted {
  accepted: true;
  level: Level;
  /** Whether an anchor that counted is on a development ledger, all of whose keys lie with one operator. */
  development: boolean;
  subject: Subject;
  /** The record's own time, as the owner sealed it, and the earliest anchor's, as the ledger has it. */
  eventTime: string | undefined;
  anchorTime: string | undefined;
  records: VerifiedRecord[];
  checks: Check[];
}

/** Something contradicts the record, or it cannot be read. */
export interface Refused {
  accepted: false;
  refusal: Refusal;
  detail: string;
  checks: Check[];
}

export type Verdict = Accepted | Refused;

/** Verifies a file by the verifier's own policy. The answer is a verdict whatever the file's bytes are. */
export function verifyEvidence(file: Uint8Array, policy: Policy, keys: Keys = platformKeys()): Promise<Verdict> {
  return judge(file, policy, keys);
}

/** What a file says about itself, checked against the keys that it names: it does not say who made it. */
export function inspectEvidence(file: Uint8Array, keys: Keys = platformKeys()): Promise<Verdict> {
  return judge(file, undefined, keys);
}

/** A level's or a refusal's name. */
export function nameOf(verdict: Verdict): Level | Refusal {
  return verdict.accepted ? verdict.level : verdict.refusal;
}

async function judge(file: Uint8Array, policy: Policy | undefined, keys: Keys): Promise<Verdict> {
  const checks = new CheckList();
  try {
    return isSet(file) ? await several(file, policy, checks, keys) : await single(file, policy, checks, keys);
  } catch (e) {
    if (e instanceof Failed) return { accepted: false, refusal: e.refusal, detail: e.detail, checks: checks.all };
    if (e instanceof Unavailable) throw e;
    // No reader may throw anything else, and a stranger's bytes must not decide whether the caller continues.
    const detail = e instanceof Malformed ? e.message : `a reader failed on these bytes: ${e}`;
    checks.fail("form", detail, "MALFORMED");
    return { accepted: false, refusal: "MALFORMED", detail, checks: checks.all };
  }
}

async function single(file: Uint8Array, policy: Policy | undefined, checks: CheckList, keys: Keys): Promise<Verdict> {
  const compact = isCompact(file);
  const evidence = compact ? await readCompact(file, keys) : await readEvidence(file, keys);
  checkRecord(evidence.entry, evidence.record, checks);
  const by = policy ?? evidence.claims;
  const signed = await openCheckpoint(evidence, by, checks, keys);
  const head = signed.checkpoint;
  const fault = checkInclusion(leafHash(evidence.entry), evidence.index, evidence.path, head);
  checks.check(fault === undefined, "inclusion proof", fault ?? `entry at leaf ${evidence.index} leads to root ${hex(head.root)}`, "ALTERED");
  const anchors = await checkAnchors(evidence.anchors, signed, by, checks, keys);
  await checkDisclosures([evidence.record], checks, keys);
  checkCanonical(compact ? isCanonicalCompact(file, evidence) : isCanonical(file, evidence), checks);
  const record = verified(evidence.record, evidence.index);
  const { index, offset } = record;
  const subject = { origin: evidence.origin, index, offset, lastIndex: index, lastOffset: offset, records: 1 };
  return accepted(by, anchors, subject, record.timestamp, [record], checks);
}

async function several(file: Uint8Array, policy: Policy | undefined, checks: CheckList, keys: Keys): Promise<Verdict> {
  const evidence = await readEvidenceSet(file, keys);
  const leaves = checkRecords(evidence, checks);
  const by = policy ?? evidence.claims;
  const signed = await openCheckpoint(evidence, by, checks, keys);
  const head = signed.checkpoint;
  const fault = checkMany(evidence.events.map((event) => event.index), leaves, evidence.proof, head);
  checks.check(fault === undefined, "inclusion proof", fault ?? `${leaves.length} entries lead to root ${hex(head.root)}`, "ALTERED");
  const anchors = await checkAnchors(evidence.anchors, signed, by, checks, keys);
  await checkDisclosures(evidence.events.map((event) => event.record), checks, keys);
  checkCanonical(isCanonical(file, evidence), checks);
  const records = evidence.events.map((event) => verified(event.record, event.index));
  const [first, last] = [records[0]!, records.at(-1)!];
  const subject = { origin: evidence.origin, index: first.index, offset: first.offset, lastIndex: last.index, lastOffset: last.offset, records: records.length };
  return accepted(by, anchors, subject, undefined, records, checks);
}

function accepted(by: Policy, anchors: Anchors, subject: Subject, eventTime: string | undefined, records: VerifiedRecord[], checks: CheckList): Accepted {
  const { ledgers, earliest, development } = anchors;
  const level = ledgers.size === 0 ? "SEALED" : isCrossAnchored(by, ledgers) ? "CROSS_ANCHORED" : "ANCHORED";
  const anchorTime = earliest === undefined ? undefined : timeText(earliest);
  return { accepted: true, level, development, subject, eventTime, anchorTime, records, checks: checks.all };
}

function verified(record: EvidenceRecord, index: bigint): VerifiedRecord {
  const timestamp = record.timestamp === undefined ? undefined : timeText(ofMillis(record.timestamp));
  return { index, offset: record.offset, timestamp, key: record.key, value: record.value, disclosed: record.disclosed };
}

/** A verified record with its fields by name; a protected field that is disclosed has its value, any other one is withheld. */
export async function decodeRecord(record: VerifiedRecord, keys: Keys = platformKeys()): Promise<DecodedRecord> {
  const { index, offset, timestamp } = record;
  const protectedFields: ProtectedField[] = [];
  const key = record.key && (await decodePart(record.key, [], keys));
  const value = record.value && (await decodePart(record.value, record.disclosed, keys, protectedFields));
  return { index, offset, timestamp, key, value, protectedFields };
}

/** Each key that a file discloses opens the field that it is said to open. */
async function checkDisclosures(records: EvidenceRecord[], checks: CheckList, keys: Keys): Promise<void> {
  for (const record of records) {
    const passed = (compared: string) => checks.check(true, "disclosed field", compared, "NOT_OPENED");
    const fault = await disclosureFault(record, passed, keys);
    if (fault !== undefined) throw checks.fail("disclosed field", fault, "NOT_OPENED");
  }
}

function checkRecord(bytes: Uint8Array, record: EvidenceRecord, checks: CheckList): Entry {
  let entry: Entry;
  try {
    entry = decodeEntry(bytes);
  } catch (e) {
    throw e instanceof Malformed ? checks.fail("entry", e.message, "MALFORMED") : e;
  }
  const hasSchemas = [record.key, record.value].some((part) => part?.schema !== undefined);
  checks.check(entry.form === 0 || (entry.form === 1 && !hasSchemas), "entry", `form ${entry.form} of version 1`, "ALTERED");
  const committed = commitment(record, entry.form);
  const compared = `record commits to ${hex(committed)}, entry holds ${hex(entry.commitment)}`;
  checks.check(equal(committed, entry.commitment), "commitment", compared, "ALTERED");
  for (const [name, part] of [["key", record.key], ["value", record.value]] as const) {
    const fault = part?.schema === undefined ? undefined : schemaFault(part.schema);
    if (fault !== undefined) throw checks.fail("schema", `record's ${name}: ${fault}`, "MALFORMED");
  }
  checks.check(record.offset === entry.offset, "offset", `record ${record.offset}, entry ${entry.offset}`, "ALTERED");
  const timestamp = record.timestamp ?? -1n;
  checks.check(timestamp === entry.timestamp, "timestamp", `record ${timestamp}, entry ${entry.timestamp}`, "ALTERED");
  return entry;
}

/** Each record is what its entry commits to, and offsets ascend with the leaves. */
function checkRecords(evidence: EvidenceSet, checks: CheckList): Uint8Array[] {
  let last = -1n;
  for (const { index, entry, record } of evidence.events) {
    let offset: bigint;
    try {
      offset = checkRecord(entry, record, new CheckList()).offset;
    } catch (e) {
      throw e instanceof Failed ? checks.fail(`event at leaf ${index}`, e.detail, e.refusal) : e;
    }
    const order = `offset ${offset} at leaf ${index}, after offset ${last}`;
    checks.check(offset > last, "order", order, "ALTERED");
    last = offset;
  }
  checks.check(true, "records", `${evidence.events.length} records, each what its entry commits to`, "ALTERED");
  return evidence.events.map((event) => leafHash(event.entry));
}

/** The owner's checkpoint: a second signature by a key that nobody knows would be bytes that nothing binds. */
async function openCheckpoint({ checkpoint, origin }: Evidence | EvidenceSet, policy: Policy, checks: CheckList, keys: Keys): Promise<Signed> {
  checks.check(isOneSignature(checkpoint), "checkpoint form", "a signed note with one signature", "MALFORMED");
  const known = keysFor(policy, origin);
  const verifiers = known.map((key) => logKey(origin, key.key.slice(1)));
  checks.check(known.length > 0, "log key", `${known.length} keys known for ${organisation(origin)}`, "NOT_TRUSTED");
  const note = parseNote(checkpoint);
  const signed = await checkNote(note, verifiers, keys);
  if ("notSigned" in signed) throw checks.fail("checkpoint", signed.notSigned, "NOT_TRUSTED");
  if ("falselySigned" in signed) throw checks.fail("checkpoint", `by ${signed.falselySigned.name}`, "ALTERED");
  let head;
  try {
    head = parseCheckpoint(note.text);
  } catch (e) {
    throw e instanceof Malformed ? checks.fail("checkpoint", e.message, "MALFORMED") : e;
  }
  if (head.origin !== origin) throw checks.fail("checkpoint", `${shown(head.origin)}, not ${shown(origin)}`, "ALTERED");
  const ids = new Set(signed.signed.map((signature) => signature.keyId));
  const by = known.filter((_, i) => ids.has(verifiers[i]!.keyId));
  const compared = `size ${head.size}, root ${hex(head.root)} signed by ${vkeyOf(logKey(origin, by[0]!.key.slice(1)))}`;
  checks.check(true, "checkpoint", compared, "NOT_TRUSTED");
  return { checkpoint: head, by };
}

function isOneSignature(checkpoint: string): boolean {
  try {
    const note = parseNote(checkpoint);
    return note.signatures.length === 1 && noteText(note) === checkpoint;
  } catch (e) {
    if (e instanceof Malformed) return false;
    throw e;
  }
}

interface Anchors {
  ledgers: Set<string>;
  earliest: Instant | undefined;
  development: boolean;
}

async function checkAnchors(shownAnchors: EvidenceAnchor[], signed: Signed, policy: Policy, checks: CheckList, keys: Keys): Promise<Anchors> {
  const anchors: Anchors = { ledgers: new Set(), earliest: undefined, development: false };
  let last = "none is shown";
  for (const anchor of shownAnchors) {
    const check = await checkAnchor(anchor, signed, policy, keys);
    checks.all.push(...check.checks);
    if (check.outcome === "REFUSED") throw new Failed(check.refusal, check.detail);
    if (check.outcome === "IGNORED") {
      last = check.detail;
      continue;
    }
    anchors.ledgers.add(check.ledger);
    const at = check.fact.anchoredAt;
    if (anchors.earliest === undefined || at < anchors.earliest) anchors.earliest = at;
    anchors.development ||= check.development;
  }
  const none = anchors.ledgers.size === 0;
  const counting = `${anchors.ledgers.size} of ${shownAnchors.length} count${none ? `: ${last}` : ""}`;
  checks.check(shownAnchors.length === 0 || !none, "anchors", counting, "NOT_TRUSTED");
  if (none) {
    const unanchored = signed.by.some((key) => key.until === undefined);
    checks.check(unanchored, "log key", "a key with an end of validity counts only with an anchor's time", "NOT_TRUSTED");
  }
  return anchors;
}

function checkCanonical(is: boolean, checks: CheckList): void {
  const compared = is
    ? "every byte as its content is written, digest included"
    : "its bytes are not those that its content is written as: spaces, line ends or the digest were changed, as editors do; ask for the file again";
  checks.check(is, "file", compared, "ALTERED");
}
