/** What the worker answers: plain objects, so that they pass between worker and page. */

export interface CheckLine {
  name: string;
  passed: boolean;
  /** What was compared with what, as the verifier states it. */
  compared: string;
}

/** A value of a record, or the heading of several. */
export interface Field {
  /** The way to it from the part, a JSON Pointer. */
  path: string;
  name: string;
  depth: number;
  /** As people write it; undefined for a heading. */
  text: string | undefined;
  /** Characters that are not shown. */
  cut: number;
  type: string;
  state: "plain" | "null" | "withheld" | "disclosed";
  group: string | undefined;
  /** Whether another value can be written in its place; for an enum, the symbols that can. */
  editable: boolean;
  symbols: string[];
}

/** A record's key or value. */
export interface PartView {
  kind: "fields" | "value" | "raw" | "undecodable";
  /** Whether it has the members of a change event: op, before, after. */
  change: boolean;
  fields: Field[];
  /** Fields that are not listed. */
  more: number;
  schema: string | undefined;
  why: string | undefined;
  bytes: number;
  hex: string;
}

export interface RecordLine {
  index: bigint;
  offset: bigint;
}

export interface Step {
  sibling: string;
  isLeft: boolean;
  parent: string;
}

export interface Tree {
  index: bigint;
  size: bigint;
  leaf: string;
  steps: Step[];
  /** To which the path leads, and which the checkpoint has. */
  reached: string | undefined;
  root: string;
}

export interface Owner {
  organisation: string;
  keyId: string;
  vkey: string | undefined;
  /** Whether the policy, or the file itself where there is no policy, names this key for the organisation. */
  known: boolean;
}

export interface LedgerSign {
  ledger: string;
  outcome: "COUNTS" | "IGNORED" | "REFUSED";
  why: string | undefined;
  at: string | undefined;
  transaction: string | undefined;
  size: bigint | undefined;
  members: string[];
  quorum: number | undefined;
  of: number | undefined;
  development: boolean;
}

/** What a file holds, whatever the verdict about it is; undefined where it could not be read. */
export interface Contents {
  format: "json" | "compact" | "set";
  bytes: number;
  sha256: string;
  origin: string;
  records: RecordLine[];
  count: number;
  /** The record that is shown. */
  which: number;
  index: bigint;
  offset: bigint;
  timestamp: string | undefined;
  form: number;
  commitment: string;
  key: PartView | undefined;
  value: PartView | undefined;
  /** Undefined for a set: several leaves have no single path. */
  tree: Tree | undefined;
  checkpoint: string;
  owner: Owner | undefined;
  ledgers: LedgerSign[];
}

/** The verifier's verdict, and what the file holds. */
export interface Report {
  /** A level or a refusal; INTACT where no policy was given and nothing contradicts the file. */
  name: string;
  accepted: boolean;
  byPolicy: boolean;
  /** The level that the file claims, where no policy was given. */
  claimed: string | undefined;
  detail: string | undefined;
  development: boolean;
  checks: CheckLine[];
  origin: string | undefined;
  offset: bigint | undefined;
  records: number;
  eventTime: string | undefined;
  anchorTime: string | undefined;
  keys: string;
  contents: Contents | undefined;
}

export interface PolicyView {
  sha256: string;
  organisations: { name: string; keys: { id: string; from: string | undefined; until: string | undefined }[] }[];
  ledgers: { name: string; members: string[]; quorum: number | undefined }[];
  crossAnchoring: string;
  oldestAnchor: string | undefined;
}

/** How far a forger goes: the row; and the log's entry for it; and the tree's root; and a signature with a key of the forger's own. */
export type Effort = "row" | "entry" | "root" | "key";

export interface Forgery {
  which: number;
  part: "record" | "key" | "value";
  /** The way to the field; for a record "/offset" or "/timestamp". */
  path: string;
  text: string;
  effort: Effort;
}

/** What a chosen file is, as far as its beginning shows. */
export type Kind = "evidence" | "policy" | "pdf" | "picture";

/** Questions to the worker, by name: what is asked, and what is answered. */
export interface Asks {
  kind: { ask: { file: Uint8Array }; answer: Kind };
  verify: { ask: { file: Uint8Array; policy: Uint8Array | undefined; which: number; contents: boolean }; answer: Report };
  policy: { ask: { file: Uint8Array }; answer: PolicyView };
  forge: { ask: { file: Uint8Array; forgery: Forgery }; answer: Uint8Array };
  attachment: { ask: { file: Uint8Array }; answer: Uint8Array };
  code: { ask: { pixels: Uint8ClampedArray; width: number; height: number }; answer: Uint8Array | undefined };
}

export type Question = { [K in keyof Asks]: { id: number; name: K; ask: Asks[K]["ask"] } }[keyof Asks];

/** Answers carry the question's number; what could not be done is reported by its message. */
export type Answer = { id: number; answer: unknown } | { id: number; failed: string };
