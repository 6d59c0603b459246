/** The policy's file: a JSON object with the members that docs/evidence.md lists, and no others. */
import { base64, byCodeUnits, hashOf, Malformed, ofHex } from "./bytes.js";
import { Fields, type Json, readJson } from "./json.js";
import type { Keys } from "./keys.js";
import { type NoteKey, parseVkey } from "./note.js";
import * as model from "./policy.js";
import type { AnchorTrust, CrossAnchoring, Group, LogKey, Member, Policy } from "./policy.js";
import { type Instant, timeText } from "./time.js";
import { type Certificate, readCertificate, readRevocationList, type RevocationList, signedList } from "./x509.js";

const FORMAT = "tombolo-policy/1";
export const FORMAT_2 = "tombolo-policy/2";
const MAX_BYTES = 4 << 20;
const MAX_LEDGERS = 100;
const MAX_MEMBERS = 1000;
const MAX_KEYS = 20;

/** Reads a policy file. */
export async function readPolicyFile(file: Uint8Array, keys: Keys): Promise<Policy> {
  return readPolicy(new Fields(readJson(file, "policy", MAX_BYTES), "policy"), keys);
}

/** As readPolicyFile, for a policy inside another document. */
export async function readPolicy(fields: Fields, keys: Keys): Promise<Policy> {
  const format = fields.text("format");
  const second = format === FORMAT_2;
  if (!second && format !== FORMAT) throw new Malformed(`policy.format: must be ${FORMAT} or ${FORMAT_2}`);
  const logKeys = fields.objects("log_keys", 10_000).map(readLogKey);
  const ledgers: AnchorTrust[] = [];
  const retired = new Map<string, Instant>();
  for (const ledger of fields.objects("ledgers", MAX_LEDGERS)) {
    const name = ledger.text("name");
    const since = second ? ledger.optionalTime("retired") : undefined;
    if (since !== undefined) retired.set(name, since);
    ledgers.push(await readLedger(ledger, name, second ? name.split(":", 1)[0]! : "", keys));
  }
  const group = second ? fields.optionalObject("cross_anchored") : undefined;
  const crossAnchoring = group === undefined ? readNumber(fields) : readGroup(group);
  const oldestAnchor = fields.optionalTime("oldest_anchor");
  fields.end();
  const policy = { logKeys, ledgers, crossAnchoring, oldestAnchor, retired };
  checkWhole(policy);
  return policy;
}

function readLogKey(fields: Fields): LogKey {
  const organisation = fields.text("organisation");
  const key = fields.bytes("key");
  const [from, until] = [fields.optionalTime("from"), fields.optionalTime("until")];
  if (key.length !== 33 || key[0] !== 1) {
    throw new Malformed(`log key of ${organisation}: must be 0x01 and the 32 bytes of an Ed25519 key`);
  }
  fields.end();
  return { organisation, key, from, until };
}

function readNumber(fields: Fields): number {
  const ledgers = small(fields.number("cross_anchored_ledgers"));
  if (ledgers < 2) throw new Malformed(`policy.cross_anchored_ledgers: ${ledgers}, at least 2`);
  return ledgers;
}

function small(number: bigint): number {
  return Number(number < 0x7fffffffn ? number : 0x7fffffffn);
}

/** Groups in groups end where the document's nesting must. */
function readGroup(fields: Fields): Group {
  const threshold = small(fields.number("threshold"));
  const ledgers = fields.texts("ledgers", MAX_LEDGERS);
  const groups = fields.objects("groups", MAX_LEDGERS).map(readGroup);
  fields.end();
  const all = ledgers.length + groups.length;
  if (threshold < 1 || threshold > all) {
    throw new Malformed(`policy.cross_anchored: threshold ${threshold}, must be 1 to ${all} (what is in its group)`);
  }
  return { threshold, ledgers, groups };
}

function checkWhole(policy: Policy): void {
  const names = new Set<string>();
  for (const { name } of policy.ledgers) {
    if (names.has(name)) throw new Malformed(`policy.ledgers: ${name} twice`);
    names.add(name);
  }
  if (typeof policy.crossAnchoring === "number") return;
  const named = new Set<string>();
  for (const name of allOf(policy.crossAnchoring)) {
    if (named.has(name)) throw new Malformed(`policy.cross_anchored: ${name} twice`);
    named.add(name);
    if (!names.has(name)) throw new Malformed(`policy.cross_anchored: the policy has no ledger ${name}`);
  }
  for (const one of policy.ledgers) {
    for (const other of policy.ledgers) {
      if (one !== other && !model.isIndependent(one, other)) {
        throw new Malformed(`policy.cross_anchored: ${one.name} and ${other.name} are not independent of each other`);
      }
    }
  }
}

function allOf(group: Group): string[] {
  return [...group.ledgers, ...group.groups.flatMap(allOf)];
}

async function readLedger(fields: Fields, name: string, kind: string, keys: Keys): Promise<AnchorTrust> {
  switch (name.includes(":") ? kind : "") {
    case "witness":
      return readWitness(fields, name);
    case "rfc3161":
      return readAuthority(fields, name);
    case "evm":
      return readEvm(fields, name);
    case "fisco":
      return readFisco(fields, name);
    default:
      return readFabric(fields, name, keys);
  }
}

function wrong(name: string, why: string): Malformed {
  return new Malformed(`policy: ledger ${name}: ${why}`);
}

function vkey(text: string, forCosignatures: boolean, ledger: string): NoteKey {
  try {
    return parseVkey(text, forCosignatures);
  } catch (e) {
    throw e instanceof Malformed ? wrong(ledger, e.message) : e;
  }
}

function readWitness(fields: Fields, name: string): AnchorTrust {
  const keys = fields.texts("keys", MAX_KEYS);
  const operator = fields.optionalText("operator");
  fields.end();
  if (keys.length === 0) throw wrong(name, "no key, at least 1");
  const notes = keys.map((key) => vkey(key, true, name));
  const stranger = notes.find((key) => `witness:${key.name}` !== name);
  if (stranger !== undefined) throw wrong(name, `its key is that of witness:${stranger.name}`);
  return { kind: "witness", name, keys, notes, operator };
}

function readAuthority(fields: Fields, name: string): AnchorTrust {
  const roots = certificates(fields, fields.texts("roots", MAX_KEYS), name);
  const revocations = lists(fields, name);
  const accuracyMs = fields.optionalNumber("accuracy_ms");
  const operator = fields.optionalText("operator");
  fields.end();
  if (name === "rfc3161:") throw wrong(name, "its name must be rfc3161:<name>");
  if (roots.length === 0) throw wrong(name, "no root, at least 1");
  if (accuracyMs === 0n) throw wrong(name, "accuracy below 1 ms, at least 1");
  return { kind: "rfc3161", name, roots, revocations, accuracyMs, operator };
}

function readEvm(fields: Fields, name: string): AnchorTrust {
  const code = fields.text("code");
  const quorum = small(fields.number("quorum"));
  const members = readMemberKeys(fields, name);
  const operator = fields.optionalText("operator");
  fields.end();
  const parts = /^evm:([1-9][0-9]{0,17})\/0x([0-9a-f]{40})$/.exec(name);
  const codeHash = hashOf(code);
  if (parts === null) throw wrong(name, "its name must be evm:<chain id>/0x<40 lower-case hex digits>, the contract's address");
  if (quorum < 1 || quorum > members.size) throw wrong(name, `quorum ${quorum}, must be 1 to ${members.size} (its members)`);
  const seen = new Set<string>();
  const notes = new Map<string, NoteKey[]>();
  for (const [member, keys] of members) {
    if (keys.length === 0) throw wrong(name, `member ${member} has no key, at least 1`);
    const own: NoteKey[] = [];
    for (const key of keys) {
      if (!model.isValidator(key)) own.push(vkey(key, false, name));
      else if (quorum * 3 < members.size * 2) {
        throw wrong(name, `quorum ${quorum} of ${members.size} members, two thirds or more where validators' seals count`);
      }
      if (seen.has(model.material(key))) throw wrong(name, `key ${key} twice`);
      seen.add(model.material(key));
    }
    notes.set(member, own);
  }
  return { kind: "evm", name, chainId: BigInt(parts[1]!), contract: ofHex(parts[2]!), code: codeHash, quorum, members, notes, operator };
}

function readMemberKeys(fields: Fields, ledger: string): Map<string, string[]> {
  const members = new Map<string, string[]>();
  for (const member of fields.objects("members", MAX_MEMBERS)) {
    const id = member.text("member");
    const keys = member.texts("keys", MAX_KEYS);
    member.end();
    if (members.has(id)) throw new Malformed(`ledger ${ledger}: member ${id} twice`);
    members.set(id, keys);
  }
  return sorted(members);
}

function sorted<T>(members: Map<string, T>): Map<string, T> {
  return new Map([...members].sort(([one], [other]) => byCodeUnits(one, other)));
}

function readFisco(fields: Fields, name: string): AnchorTrust {
  const cryptography = fields.text("cryptography");
  const national = cryptography === "national";
  if (!national && cryptography !== "standard") {
    throw new Malformed(`ledger ${name}: cryptography ${cryptography}, must be standard or national`);
  }
  const members = readMemberKeys(fields, name);
  const operator = fields.optionalText("operator");
  fields.end();
  const parts = /^fisco:([A-Za-z0-9_-]{1,32})\/([A-Za-z0-9_-]{1,32})\/(0x[0-9a-f]{40})$/.exec(name);
  if (parts === null) throw wrong(name, "its name must be fisco:<chain id>/<group id>/0x<40 lower-case hex digits>, the contract's address");
  if (members.size === 0) throw wrong(name, "no member, at least 1");
  const seen = new Set<string>();
  for (const [member, nodes] of members) {
    if (nodes.length === 0) throw wrong(name, `member ${member} has no key, at least 1`);
    for (const node of nodes) {
      if (!/^[0-9a-f]{128}$/.test(node) || seen.has(node)) throw wrong(name, `node ${node} twice, or not 128 lower-case hex digits`);
      seen.add(node);
    }
  }
  return { kind: "fisco", name, chainId: parts[1]!, groupId: parts[2]!, contract: parts[3]!, national, members, operator };
}

async function readFabric(fields: Fields, name: string, keys: Keys): Promise<AnchorTrust> {
  const channel = fields.text("channel");
  const chaincode = fields.text("chaincode");
  const quorum = small(fields.number("quorum"));
  const members = new Map<string, Member>();
  for (const member of fields.objects("members", MAX_MEMBERS)) {
    const id = member.text("member");
    const trusted: Member = {
      certificates: certificates(member, member.texts("certificates", MAX_KEYS), id),
      intermediates: certificates(member, member.optionalTexts("intermediates", MAX_KEYS), id),
      revocations: lists(member, id),
      nodeOus: member.optionalFlag("node_ous"),
    };
    member.end();
    if (members.has(id)) throw new Malformed(`ledger ${name}: member ${id} twice`);
    members.set(id, trusted);
  }
  fields.end();
  if (quorum < 1 || quorum > members.size) throw wrong(name, `quorum ${quorum}, must be 1 to ${members.size} (its members)`);
  for (const [id, member] of sorted(members)) await checkLists(name, id, member, keys);
  return { kind: "fabric", name, channel, chaincode, quorum, members: sorted(members) };
}

/** A list that somebody else signed would revoke nothing, and its author would not notice. */
async function checkLists(ledger: string, id: string, member: Member, keys: Keys): Promise<void> {
  for (const list of member.revocations) {
    let own = false;
    for (const authority of [...member.certificates, ...member.intermediates]) own ||= await signedList(authority, list, keys);
    if (!own) throw wrong(ledger, `revocation list of ${id} by ${list.issuer.text} is signed by none of its authorities`);
  }
}

function certificates(fields: Fields, encoded: string[], of: string): Certificate[] {
  return encoded.map((one) => readCertificate(fields.base64(one, "certificates"), `certificate of ${of}`));
}

function lists(fields: Fields, of: string): RevocationList[] {
  return fields.optionalTexts("revocations", MAX_KEYS).map((one) => readRevocationList(fields.base64(one, "revocations"), `revocation list of ${of}`));
}

/** The policy as the file's object, in the order in which it is written. */
export function policyJson(policy: Policy): Map<string, Json> {
  const second = typeof policy.crossAnchoring !== "number" || policy.retired.size > 0 || policy.ledgers.some((ledger) => ledger.kind !== "fabric");
  const json = new Map<string, Json>([
    ["format", second ? FORMAT_2 : FORMAT],
    ["log_keys", policy.logKeys.map(logKeyJson)],
    ["ledgers", policy.ledgers.map((ledger) => ledgerJson(ledger, policy.retired.get(ledger.name)))],
  ]);
  addCross(json, policy.crossAnchoring);
  putTime(json, "oldest_anchor", policy.oldestAnchor);
  return json;
}

function addCross(json: Map<string, Json>, cross: CrossAnchoring): void {
  if (typeof cross === "number") json.set("cross_anchored_ledgers", BigInt(cross));
  else json.set("cross_anchored", groupJson(cross));
}

function groupJson(group: Group): Json {
  return new Map<string, Json>([["threshold", BigInt(group.threshold)], ["ledgers", group.ledgers], ["groups", group.groups.map(groupJson)]]);
}

function putTime(json: Map<string, Json>, name: string, time: Instant | undefined): void {
  if (time !== undefined) json.set(name, timeText(time));
}

function logKeyJson(key: LogKey): Json {
  const json = new Map<string, Json>([["organisation", key.organisation], ["key", base64(key.key)]]);
  putTime(json, "from", key.from);
  putTime(json, "until", key.until);
  return json;
}

function ledgerJson(ledger: AnchorTrust, retired: Instant | undefined): Map<string, Json> {
  const json = new Map<string, Json>([["name", ledger.name]]);
  const encoded = (all: { der: Uint8Array }[]) => all.map((one) => base64(one.der));
  const memberKeys = (members: Map<string, string[]>) =>
    [...members].map(([member, keys]) => new Map<string, Json>([["member", member], ["keys", keys]]));
  switch (ledger.kind) {
    case "fabric":
      json.set("channel", ledger.channel).set("chaincode", ledger.chaincode).set("quorum", BigInt(ledger.quorum));
      json.set("members", [...ledger.members].map(([name, member]) => {
        const one = new Map<string, Json>([["member", name], ["certificates", encoded(member.certificates)]]);
        if (member.intermediates.length > 0) one.set("intermediates", encoded(member.intermediates));
        if (member.revocations.length > 0) one.set("revocations", encoded(member.revocations));
        if (member.nodeOus) one.set("node_ous", true);
        return one;
      }));
      break;
    case "witness":
      json.set("keys", ledger.keys);
      break;
    case "rfc3161":
      json.set("roots", encoded(ledger.roots));
      if (ledger.revocations.length > 0) json.set("revocations", encoded(ledger.revocations));
      if (ledger.accuracyMs !== undefined) json.set("accuracy_ms", ledger.accuracyMs);
      break;
    case "evm":
      json.set("code", base64(ledger.code)).set("quorum", BigInt(ledger.quorum)).set("members", memberKeys(ledger.members));
      break;
    case "fisco":
      json.set("cryptography", ledger.national ? "national" : "standard").set("members", memberKeys(ledger.members));
      break;
  }
  if (ledger.kind !== "fabric" && ledger.operator !== undefined) json.set("operator", ledger.operator);
  putTime(json, "retired", retired);
  return json;
}
