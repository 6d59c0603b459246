/** What a verifier trusts: keys of organisations, and who may confirm heads. */
import { base64 } from "./bytes.js";
import { type NoteKey } from "./note.js";
import type { Instant } from "./time.js";
import type { Certificate, RevocationList } from "./x509.js";

export interface LogKey {
  organisation: string;
  /** Type byte 1, then the 32 bytes of an Ed25519 key. */
  key: Uint8Array;
  from: Instant | undefined;
  until: Instant | undefined;
}

/** A member of a Fabric ledger. */
export interface Member {
  certificates: Certificate[];
  intermediates: Certificate[];
  revocations: RevocationList[];
  nodeOus: boolean;
}

export interface FabricTrust {
  kind: "fabric";
  name: string;
  channel: string;
  chaincode: string;
  quorum: number;
  members: Map<string, Member>;
}

export interface WitnessTrust {
  kind: "witness";
  name: string;
  keys: string[];
  notes: NoteKey[];
  operator: string | undefined;
}

export interface TimestampTrust {
  kind: "rfc3161";
  name: string;
  roots: Certificate[];
  revocations: RevocationList[];
  accuracyMs: bigint | undefined;
  operator: string | undefined;
}

export interface EvmTrust {
  kind: "evm";
  name: string;
  chainId: bigint;
  contract: Uint8Array;
  code: Uint8Array;
  quorum: number;
  members: Map<string, string[]>;
  /** The keys of members that sign headers; validators have none. */
  notes: Map<string, NoteKey[]>;
  operator: string | undefined;
}

export interface FiscoTrust {
  kind: "fisco";
  name: string;
  chainId: string;
  groupId: string;
  contract: string;
  national: boolean;
  members: Map<string, string[]>;
  operator: string | undefined;
}

export type AnchorTrust = FabricTrust | WitnessTrust | TimestampTrust | EvmTrust | FiscoTrust;

export interface Group {
  threshold: number;
  ledgers: string[];
  groups: Group[];
}

/** How many independent ledgers, whichever, or which of them. */
export type CrossAnchoring = number | Group;

export interface Policy {
  logKeys: LogKey[];
  ledgers: AnchorTrust[];
  crossAnchoring: CrossAnchoring;
  oldestAnchor: Instant | undefined;
  retired: Map<string, Instant>;
}

const VALIDATOR = /^0x[0-9a-f]{40}$/;

export function isValidator(key: string): boolean {
  return VALIDATOR.test(key);
}

/** The same text for the same key, whatever it is a key for. */
export function material(key: string): string {
  if (isValidator(key)) return key;
  const bytes = base64Bytes(key.slice(key.length - 44));
  bytes[0] = 4;
  return base64(bytes);
}

function base64Bytes(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
}

export function organisation(origin: string): string {
  return origin.split("/", 1)[0]!;
}

export function keysFor(policy: Policy, origin: string): LogKey[] {
  return policy.logKeys.filter((key) => key.organisation === organisation(origin));
}

export function isKeyValidAt(key: LogKey, at: Instant): boolean {
  return (key.from === undefined || at >= key.from) && (key.until === undefined || at < key.until);
}

export function isRead(trust: AnchorTrust, kind: string): boolean {
  return trust.kind === kind;
}

export function quorumOfNodes(trust: FiscoTrust): number {
  const nodes = [...trust.members.values()].flat().length;
  return nodes - Math.floor((nodes - 1) / 3);
}

export function memberOf(trust: FiscoTrust, node: string): string | undefined {
  return [...trust.members].find(([, nodes]) => nodes.includes(node))?.[0];
}

/** The keys whose holders can confirm a head, or name those who can. */
function authorities(trust: AnchorTrust): Set<string> {
  switch (trust.kind) {
    case "fabric":
      return new Set(owners(trust).keys());
    case "witness":
      return new Set(trust.notes.map((key) => base64(Uint8Array.of(key.type, ...key.raw))));
    case "rfc3161":
      return new Set(trust.roots.map((root) => root.keyText));
    case "evm":
      return new Set([...trust.members.values()].flat().map(material));
    case "fisco":
      return new Set([...trust.members.values()].flat());
  }
}

function owners(ledger: FabricTrust): Map<string, Set<string>> {
  const keys = new Map<string, Set<string>>();
  for (const [name, member] of ledger.members) {
    for (const authority of [...member.certificates, ...member.intermediates]) {
      const known = keys.get(authority.keyText) ?? new Set();
      keys.set(authority.keyText, known.add(name));
    }
  }
  return keys;
}

function membersOf(ledger: FabricTrust, shared: ReadonlySet<string>): Set<string> {
  return new Set([...owners(ledger)].flatMap(([key, names]) => (shared.has(key) ? [...names] : [])));
}

/** Whether a second one's receipt adds to the first one's. */
export function isIndependent(one: AnchorTrust, other: AnchorTrust): boolean {
  const theirs = authorities(other);
  const shared = new Set([...authorities(one)].filter((key) => theirs.has(key)));
  if (one.kind === "fabric" && other.kind === "fabric") {
    const same = one.channel === other.channel && one.chaincode === other.chaincode;
    const inCommon = shared.size > 0 || [...one.members.keys()].some((name) => other.members.has(name));
    return !(same && inCommon) && membersOf(one, shared).size < one.quorum && membersOf(other, shared).size < other.quorum;
  }
  if (other.kind === "fabric") return isIndependent(other, one);
  if (one.kind === "fabric") {
    const speaking = membersOf(one, shared);
    if (other.operator !== undefined && one.members.has(other.operator)) speaking.add(other.operator);
    return speaking.size < one.quorum;
  }
  const sameChain = (one.kind === "evm" && other.kind === "evm" && one.chainId === other.chainId)
    || (one.kind === "fisco" && other.kind === "fisco" && one.chainId === other.chainId);
  const sameOperator = one.operator !== undefined && one.operator === other.operator;
  return !sameChain && !sameOperator && !isRunBy(one, other.operator) && !isRunBy(other, one.operator) && shared.size === 0;
}

/** Whether somebody alone can confirm heads for a chain. */
function isRunBy(chain: AnchorTrust, name: string | undefined): boolean {
  if (name === undefined) return false;
  if (chain.kind === "evm") return chain.quorum === 1 && chain.members.has(name);
  return chain.kind === "fisco" && (chain.members.get(name)?.length ?? 0) >= quorumOfNodes(chain);
}

/** One name for all ledgers that count as one, because they are not independent. */
export function consortium(policy: Policy, name: string): string {
  const one = policy.ledgers.filter((ledger) => ledger.name === name);
  for (const known of one) {
    for (const other of policy.ledgers) if (!one.includes(other) && !isIndependent(other, known)) one.push(other);
  }
  return policy.ledgers.find((ledger) => one.includes(ledger))?.name ?? name;
}

export function isCrossAnchored(policy: Policy, counting: Iterable<string>): boolean {
  const confirming = new Set([...counting].map((name) => consortium(policy, name)));
  const cross = policy.crossAnchoring;
  return typeof cross === "number" ? confirming.size >= cross : isMet(cross, confirming);
}

function isMet(group: Group, confirming: ReadonlySet<string>): boolean {
  const inner = group.groups.filter((one) => isMet(one, confirming)).length;
  return inner + group.ledgers.filter((name) => confirming.has(name)).length >= group.threshold;
}
