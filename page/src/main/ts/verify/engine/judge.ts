/** A verdict, and what a page shows of the file that it is about. */
import { checkAnchor, checkReceipt } from "tombolo-verify/anchors.js";
import { hex, Malformed } from "tombolo-verify/bytes.js";
import type { Signed } from "tombolo-verify/checks.js";
import { isCompact, readCompact } from "tombolo-verify/compact.js";
import { sha256 } from "tombolo-verify/digests.js";
import { decodeEntry, type Evidence, type EvidenceEvent, type EvidenceSet, isSet, readEvidence, readEvidenceSet } from "tombolo-verify/evidence.js";
import { inspectEvidence, type Keys, nameOf, type Policy, type Verdict, verifyEvidence } from "tombolo-verify/index.js";
import { impliedRoot, leafHash } from "tombolo-verify/merkle.js";
import { type Checkpoint, logKey, parseCheckpoint, parseNote, vkeyOf } from "tombolo-verify/note.js";
import { type AnchorTrust, keysFor, organisation } from "tombolo-verify/policy.js";
import { ofMillis, timeText } from "tombolo-verify/time.js";
import { MOST_RECORDS } from "../limits.js";
import type { Contents, LedgerSign, Owner, Report, Step, Tree } from "../report.js";
import { partView } from "./row.js";

/** @param which the record of a set that is shown */
export async function judge(file: Uint8Array, policy: Policy | undefined, which: number, withContents: boolean, keys: Keys): Promise<Report> {
  const verdict = policy === undefined ? await inspectEvidence(file, keys) : await verifyEvidence(file, policy, keys);
  return {
    ...said(verdict, policy !== undefined),
    keys: keys.name,
    contents: withContents ? await contentsOf(file, policy, which, keys) : undefined,
  };
}

function said(verdict: Verdict, byPolicy: boolean): Omit<Report, "keys" | "contents"> {
  const name = verdict.accepted && !byPolicy ? "INTACT" : nameOf(verdict);
  const { accepted, checks } = verdict;
  const common = { name, accepted, byPolicy, checks };
  if (!verdict.accepted) {
    return { ...common, claimed: undefined, detail: verdict.detail, development: false, origin: undefined, offset: undefined, records: 0, eventTime: undefined, anchorTime: undefined };
  }
  const { subject, development, eventTime, anchorTime } = verdict;
  const claimed = byPolicy ? undefined : verdict.level;
  return { ...common, claimed, detail: undefined, development, origin: subject.origin, offset: subject.offset, records: subject.records, eventTime, anchorTime };
}

/** Reads a file of any form; what is read is as trustworthy as the file. */
export async function readFile(file: Uint8Array, keys: Keys): Promise<{ format: Contents["format"]; evidence: Evidence | EvidenceSet }> {
  if (isSet(file)) return { format: "set", evidence: await readEvidenceSet(file, keys) };
  if (isCompact(file)) return { format: "compact", evidence: await readCompact(file, keys) };
  return { format: "json", evidence: await readEvidence(file, keys) };
}

async function contentsOf(file: Uint8Array, policy: Policy | undefined, which: number, keys: Keys): Promise<Contents | undefined> {
  try {
    const { format, evidence } = await readFile(file, keys);
    const events: EvidenceEvent[] = "events" in evidence ? evidence.events : [evidence];
    const shown = events[which] ?? events[0]!;
    const entry = orUndefined(() => decodeEntry(shown.entry));
    const { key, value, disclosed, offset, timestamp } = shown.record;
    const head = orUndefined(() => parseCheckpoint(parseNote(evidence.checkpoint).text));
    const by = policy ?? evidence.claims;
    const owner = orUndefined(() => ownerOf(evidence, by));
    return {
      format,
      bytes: file.length,
      sha256: hex(sha256(file)),
      origin: evidence.origin,
      records: events.slice(0, MOST_RECORDS).map((event) => ({ index: event.index, offset: event.record.offset })),
      count: events.length,
      which: events.indexOf(shown),
      index: shown.index,
      offset,
      timestamp: timestamp === undefined ? undefined : timeText(ofMillis(timestamp)),
      form: entry?.form ?? 0,
      commitment: entry === undefined ? "" : hex(entry.commitment),
      key: await partView(key, [], keys),
      value: await partView(value, disclosed, keys),
      tree: "path" in evidence && head !== undefined ? treeOf(evidence, head) : undefined,
      checkpoint: evidence.checkpoint,
      owner,
      ledgers: head === undefined ? [] : await ledgersOf(evidence, head, by, keys),
    };
  } catch (e) {
    if (e instanceof Malformed) return undefined; // the verdict says why
    throw e;
  }
}

function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (e) {
    if (e instanceof Malformed) return undefined;
    throw e;
  }
}

function treeOf(evidence: Evidence, head: Checkpoint): Tree {
  const leaf = leafHash(evidence.entry);
  const steps: Step[] = [];
  const reached = impliedRoot(leaf, evidence.index, evidence.path, head.size, (sibling, isLeft, parent) => {
    steps.push({ sibling: hex(sibling), isLeft, parent: hex(parent) });
  });
  return { index: evidence.index, size: head.size, leaf: hex(leaf), steps, reached: typeof reached === "string" ? undefined : hex(reached), root: hex(head.root) };
}

function ownerOf({ checkpoint, origin }: Evidence | EvidenceSet, by: Policy): Owner {
  const keyId = parseNote(checkpoint).signatures[0]!.keyId;
  const known = keysFor(by, origin)
    .map((one) => logKey(origin, one.key.slice(1)))
    .find((one) => one.keyId === keyId);
  return { organisation: organisation(origin), keyId, vkey: known && vkeyOf(known), known: known !== undefined };
}

async function ledgersOf({ anchors, origin, checkpoint }: Evidence | EvidenceSet, head: Checkpoint, by: Policy, keys: Keys): Promise<LedgerSign[]> {
  const ids = parseNote(checkpoint).signatures.map((one) => one.keyId);
  const signed: Signed = { checkpoint: head, by: keysFor(by, origin).filter((one) => ids.includes(logKey(origin, one.key.slice(1)).keyId)) };
  const all: LedgerSign[] = [];
  for (const anchor of anchors) {
    const trust = by.ledgers.find((ledger) => ledger.name === anchor.ledger);
    const check = await checkAnchor(anchor, signed, by, keys);
    const receipt = trust && (await checkReceipt(anchor.receipt, trust, keys));
    const vouched = receipt?.outcome === "VOUCHED" ? receipt : undefined;
    all.push({
      ledger: anchor.ledger,
      outcome: check.outcome,
      why: check.outcome === "COUNTS" ? undefined : check.detail,
      at: vouched && timeText(vouched.fact.anchoredAt),
      transaction: vouched?.fact.transactionId,
      size: vouched?.fact.size,
      members: vouched?.members ?? [],
      ...quorumOf(trust),
      development: vouched?.development ?? false,
    });
  }
  return all;
}

function quorumOf(trust: AnchorTrust | undefined): { quorum: number | undefined; of: number | undefined } {
  if (trust?.kind === "fabric" || trust?.kind === "evm") return { quorum: trust.quorum, of: trust.members.size };
  return { quorum: undefined, of: undefined };
}
