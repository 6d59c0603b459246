/** What verifiers say: checks with what was compared, levels and refusals. */
import type { Checkpoint } from "./note.js";
import type { LogKey } from "./policy.js";
import { type Instant } from "./time.js";

export type Level = "SEALED" | "ANCHORED" | "CROSS_ANCHORED";

export type Refusal = "ALTERED" | "FORKED" | "NOT_TRUSTED" | "NOT_OPENED" | "MALFORMED";

/** One comparison that a verdict rests on, as the Java library names it. */
export interface Check {
  name: string;
  passed: boolean;
  compared: string;
}

/** A check failed: what it is refused for. */
export class Failed extends Error {
  override name = "Failed";

  constructor(
    readonly refusal: Refusal,
    readonly detail: string,
  ) {
    super(detail);
  }
}

/** The checks of one verdict as they are made; the first that fails ends it. */
export class CheckList {
  readonly all: Check[] = [];

  check(holds: boolean, name: string, compared: string, otherwise: Refusal): void {
    if (!holds) throw this.fail(name, compared, otherwise);
    this.all.push({ name, passed: true, compared });
  }

  fail(name: string, compared: string, refusal: Refusal): Failed {
    this.all.push({ name, passed: false, compared });
    return new Failed(refusal, `${name}: ${compared}`);
  }
}

/** What a ledger's receipt says: this head was there, no later than at this time. */
export interface Fact {
  origin: string;
  size: bigint;
  root: Uint8Array;
  anchoredAt: Instant;
  transactionId: string;
}

/** What a receipt is worth; the failed check is the last. */
export type ReceiptCheck =
  | { outcome: "VOUCHED"; fact: Fact; members: string[]; development: boolean; checks: Check[] }
  | { outcome: "NOT_TRUSTED" | "ALTERED" | "MALFORMED"; checks: Check[] };

/** The owner's checkpoint, and what the policy says of the keys that signed it. */
export interface Signed {
  checkpoint: Checkpoint;
  by: LogKey[];
}

/** Collects a receipt's checks. */
export class Notes {
  readonly checks: Check[] = [];

  note(name: string, passed: boolean, compared: string): boolean {
    this.checks.push({ name, passed, compared });
    return passed;
  }

  end(outcome: "NOT_TRUSTED" | "ALTERED" | "MALFORMED"): ReceiptCheck {
    return { outcome, checks: this.checks };
  }
}
