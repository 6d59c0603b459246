/** Whether an anchor counts under a policy: there is no other place where that is decided. */
import { equal, hex, Malformed } from "./bytes.js";
import { type Check, type Fact, Notes, type ReceiptCheck, type Refusal, type Signed } from "./checks.js";
import type { EvidenceAnchor } from "./evidence.js";
import { checkFabric } from "./fabric.js";
import type { Keys } from "./keys.js";
import { more, Unavailable } from "./load.js";
import { checkConsistency } from "./merkle.js";
import { type AnchorTrust, isKeyValidAt, type LogKey, type Policy } from "./policy.js";
import { timeText } from "./time.js";
import { checkWitness } from "./witness.js";

export type AnchorCheck =
  | { outcome: "COUNTS"; ledger: string; fact: Fact; development: boolean; checks: Check[] }
  | { outcome: "IGNORED"; detail: string; checks: Check[] }
  | { outcome: "REFUSED"; refusal: Refusal; detail: string; checks: Check[] };

const KINDS: ReadonlySet<string> = new Set(["evm", "fabric", "fisco", "rfc3161", "witness"]);

/** What a receipt is worth; an answer whatever the bytes are. */
export async function checkReceipt(receipt: Uint8Array, trust: AnchorTrust, keys: Keys): Promise<ReceiptCheck> {
  const notes = new Notes();
  try {
    switch (trust.kind) {
      case "fabric":
        return await checkFabric(receipt, trust, notes, keys);
      case "witness":
        return await checkWitness(receipt, trust, notes, keys);
      case "rfc3161":
        return await (await more()).checkTimestamp(receipt, trust, notes, keys);
      case "evm":
        return await (await more()).checkEvm(receipt, trust, notes, keys);
      case "fisco":
        return (await more()).checkFisco(receipt, trust, notes);
    }
  } catch (e) {
    if (e instanceof Unavailable) throw e;
    const why = e instanceof Malformed ? e.message : `its reader failed: ${e}`;
    notes.note("receipt form", false, why);
    return notes.end("MALFORMED");
  }
}

export async function checkAnchor(anchor: EvidenceAnchor, signed: Signed, policy: Policy, keys: Keys): Promise<AnchorCheck> {
  const trust = policy.ledgers.find((ledger) => ledger.name === anchor.ledger);
  if (trust === undefined) return ignored(`the policy does not name ledger ${anchor.ledger}`, []);
  const kind = anchor.ledger.split(":", 1)[0]!;
  if (!KINDS.has(kind) || trust.kind !== kind) return ignored(`no receipts of ${anchor.ledger} can be read here`, []);
  const check = await checkReceipt(anchor.receipt, trust, keys);
  return check.outcome === "VOUCHED" ? weigh(check, anchor, signed, policy) : refused(check.outcome, `receipt of ${anchor.ledger}`, check.checks);
}

function weigh(vouched: ReceiptCheck & { outcome: "VOUCHED" }, anchor: EvidenceAnchor, signed: Signed, policy: Policy): AnchorCheck {
  const { fact, checks } = vouched;
  const head = signed.checkpoint;
  const note = (name: string, passed: boolean, compared: string) => {
    checks.push({ name, passed, compared });
    return passed;
  };
  const grown = checkConsistency(anchor.growth, head, fact);
  if (!note("anchored log", fact.origin === head.origin, `${fact.origin}, evidence is about ${head.origin}`)) return refused("ALTERED", anchor.ledger, checks);
  const sameRoot = fact.size !== head.size || equal(fact.root, head.root);
  if (!note("anchored root", sameRoot, `size ${fact.size}: ledger ${hex(fact.root)}, checkpoint ${hex(head.root)}`)) {
    return refused("FORKED", anchor.ledger, checks);
  }
  if (!note("consistency proof", grown === undefined, grown ?? `from size ${head.size} to ${fact.size}`)) return refused("ALTERED", anchor.ledger, checks);
  const at = timeText(fact.anchoredAt);
  const ranges = `anchored ${at}, key valid ${signed.by.map(range).join(", ")}`;
  if (!signed.by.some((key) => isKeyValidAt(key, fact.anchoredAt))) return ignored(ranges, checks);
  note("log key validity", true, ranges);
  const age = `anchored ${at}, oldest that counts ${policy.oldestAnchor === undefined ? "any" : timeText(policy.oldestAnchor)}`;
  if (policy.oldestAnchor !== undefined && fact.anchoredAt < policy.oldestAnchor) return ignored(age, checks);
  note("anchor age", true, age);
  const retired = policy.retired.get(anchor.ledger);
  if (retired !== undefined && fact.anchoredAt >= retired) return ignored(`anchored ${at}, ${anchor.ledger} is retired since ${timeText(retired)}`, checks);
  return { outcome: "COUNTS", ledger: anchor.ledger, fact, development: vouched.development, checks };
}

function range(key: LogKey): string {
  return `from ${key.from === undefined ? "ever" : timeText(key.from)} until ${key.until === undefined ? "ever" : timeText(key.until)}`;
}

/** Not a failure: whether others remain is what the level depends on. */
function ignored(detail: string, checks: Check[]): AnchorCheck {
  return { outcome: "IGNORED", detail, checks: [...checks, { name: "anchor ignored", passed: true, compared: detail }] };
}

function refused(refusal: Refusal, what: string, checks: Check[]): AnchorCheck {
  const last = checks.at(-1)!;
  return { outcome: "REFUSED", refusal, detail: `${what}: ${last.name}: ${last.compared}`, checks };
}
