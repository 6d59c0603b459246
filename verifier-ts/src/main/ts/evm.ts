/** An EVM chain's receipt: a head in the contract's storage, by state proofs up to a header that a quorum of members signed or sealed. */
import { bigEndian, concat, equal, hash32, hex, listed, Malformed, numberOf, textOf, utf8 } from "./bytes.js";
import { type Check, Notes, type ReceiptCheck } from "./checks.js";
import { ethereumSigner } from "./curves.js";
import { keccak } from "./hashes.js";
import type { Keys } from "./keys.js";
import { checkNote, type NoteSignature, parseLine } from "./note.js";
import type { EvmTrust } from "./policy.js";
import { decode, encode, type Item, list, number, string } from "./rlp.js";
import { ofSeconds } from "./time.js";

const MAGIC = "tombolo evm receipt 1";
const MAX_BYTES = 128 << 10;
const MAX_NODES = 200;
const MAX_SIGNATURES = 100;
const QBFT = "63746963616c2062797a616e74696e65206661756c7420746f6c6572616e6365"; // the mix hash of its headers
const MAX_VALIDATORS = 100;
const DEVELOPMENT: ReadonlySet<bigint> = new Set([31337n, 1337n]);

interface Receipt {
  origin: string;
  size: bigint;
  header: Uint8Array;
  nodes: Uint8Array[];
  signatures: NoteSignature[];
}

interface Header {
  hash: Uint8Array;
  stateRoot: Uint8Array;
  number: bigint;
  sealers: Set<string>;
  seals: Check | undefined;
}

export async function checkEvm(bytes: Uint8Array, trust: EvmTrust, notes: Notes, keys: Keys): Promise<ReceiptCheck> {
  const receipt = readReceipt(bytes);
  const header = readHeader(receipt.header);
  notes.note("receipt form", true, `a state proof of ${receipt.nodes.length} nodes and header ${header.number}`);
  if (header.seals !== undefined) {
    notes.checks.push(header.seals);
    if (!header.seals.passed) return notes.end("ALTERED");
  }
  const members = new Set([...trust.members].filter(([, own]) => own.some((key) => header.sealers.has(key))).map(([name]) => name));
  const text = `tombolo evm header 1\n${trust.chainId}\n${header.number}\n${hex(header.hash)}\n`;
  for (const signature of receipt.signatures) {
    for (const [member, known] of trust.notes) {
      const signed = await checkNote({ text, signatures: [signature] }, known, keys);
      if ("falselySigned" in signed) {
        notes.note("header signature", false, `by ${signature.name}: does not fit block ${header.number}, ${hex(header.hash)}, of chain ${trust.chainId}`);
        return notes.end("ALTERED");
      }
      if ("signed" in signed) members.add(member);
    }
  }
  const enough = members.size >= trust.quorum;
  if (!notes.note("header signatures", enough, `by ${listed(members)}, quorum ${trust.quorum} of ${trust.members.size}`)) {
    return notes.end("NOT_TRUSTED");
  }
  return inStorage(receipt, header, trust, [...members], notes);
}

function inStorage(receipt: Receipt, header: Header, trust: EvmTrust, members: string[], notes: Notes): ReceiptCheck {
  const proof = new StateProof(receipt.nodes);
  const account = proof.value(header.stateRoot, trust.contract);
  if (account === undefined) {
    notes.note("contract", false, `${trust.name} is not proven to exist in block ${header.number}`);
    return notes.end("ALTERED");
  }
  const fields = list(decode(account));
  if (fields.length !== 4) throw new Malformed(`account: ${fields.length} fields, must be 4`);
  const code = hash32(string(fields[3]));
  if (!notes.note("contract", equal(code, trust.code), `code ${hex(code)}, the policy names ${hex(trust.code)}`)) return notes.end("NOT_TRUSTED");
  const storage = hash32(string(fields[2]));
  const slot = numberOf(keccak(concat(keccak(concat(utf8(receipt.origin), bigEndian(receipt.size, 8))), new Uint8Array(32))));
  const root = word(proof.value(storage, bigEndian(slot, 32)));
  const facts = word(proof.value(storage, bigEndian(slot + 1n, 32)));
  const proven = root !== undefined && facts !== undefined && proof.isUsedUp();
  const what = `size ${receipt.size} of ${receipt.origin}`;
  notes.note("storage", proven, `${what} ${proven ? `in block ${header.number}` : "is not what the nodes prove"}`);
  if (!proven) return notes.end("ALTERED");
  // The four numbers after the root share a word. No seal names the chain: the contract does.
  const [chain, , block, time] = [0, 8, 16, 24].map((at) => BigInt.asIntN(64, numberOf(facts.subarray(at, at + 8)))) as [bigint, bigint, bigint, bigint];
  if (chain !== trust.chainId) {
    notes.note("chain", false, `the contract knows its chain as ${chain}, the policy names ${trust.chainId}`);
    return notes.end("ALTERED");
  }
  const fact = { origin: receipt.origin, size: receipt.size, root, anchoredAt: ofSeconds(time), transactionId: `${trust.name}/${block}` };
  return { outcome: "VOUCHED", fact, members, development: DEVELOPMENT.has(trust.chainId), checks: notes.checks };
}

function word(value: Uint8Array | undefined): Uint8Array | undefined {
  if (value === undefined) return undefined;
  const bytes = string(decode(value));
  if (bytes.length === 0 || bytes.length > 32) throw new Malformed(`storage: a value of ${bytes.length} bytes, must be 1 to 32`);
  return concat(new Uint8Array(32 - bytes.length), bytes);
}

function readReceipt(bytes: Uint8Array): Receipt {
  if (bytes.length > MAX_BYTES) throw new Malformed(`receipt: ${bytes.length} bytes, limit ${MAX_BYTES}`);
  const fields = list(decode(bytes));
  if (fields.length !== 6 || text(fields[0]!) !== MAGIC) throw new Malformed(`receipt: must be a list of 6 that begins with '${MAGIC}'`);
  const [nodes, lines] = [list(fields[4]), list(fields[5])];
  if (nodes.length > MAX_NODES || lines.length > MAX_SIGNATURES) {
    throw new Malformed(`receipt: ${nodes.length} nodes, limit ${MAX_NODES}, ${lines.length} signatures, limit ${MAX_SIGNATURES}`);
  }
  const signatures = lines.map((line) => parseLine(text(line)));
  return { origin: text(fields[1]!), size: number(fields[2]), header: string(fields[3]), nodes: nodes.map(string), signatures };
}

function text(item: Item): string {
  const read = textOf(string(item));
  if (read === undefined) throw new Malformed("receipt: not UTF-8");
  return read;
}

function readHeader(rlp: Uint8Array): Header {
  const fields = list(decode(rlp));
  if (fields.length < 15 || fields.length > 40) throw new Malformed(`block header: ${fields.length} fields, must be 15 to 40`);
  const sealed = hex(string(fields[13])) === QBFT ? readSeals(fields) : undefined;
  const header = {
    hash: sealed?.hash ?? keccak(rlp),
    stateRoot: hash32(string(fields[3])),
    number: number(fields[8]),
    sealers: sealed?.sealers ?? new Set<string>(),
    seals: sealed?.check,
  };
  number(fields[11]);
  return header;
}

/** A QBFT header's hash, and who sealed it: each another validator, and as many as two thirds of them. */
function readSeals(fields: Item[]): { hash: Uint8Array; sealers: Set<string>; check: Check } {
  const extra = list(decode(string(fields[12])));
  if (extra.length !== 5) throw new Malformed(`extra data of a QBFT header: ${extra.length} parts, must be 5`);
  number(extra[3]);
  const validators = new Set<string>();
  for (const one of list(extra[1])) {
    const address = "0x" + hex(string(one));
    if (address.length !== 42 || validators.has(address)) throw new Malformed("QBFT header: a validator twice, or not an address");
    validators.add(address);
  }
  const seals = list(extra[4]);
  if (validators.size > MAX_VALIDATORS || seals.length > validators.size) {
    throw new Malformed(`QBFT header: ${seals.length} seals of ${validators.size} validators, limit ${MAX_VALIDATORS}`);
  }
  const hashWith = (round: Item) => {
    const whole = fields.slice();
    whole[12] = encode([extra[0]!, extra[1]!, extra[2]!, round, []]);
    return keccak(encode(whole));
  };
  const sealed = hashWith(extra[3]!);
  const sealers = new Set(seals.map((seal) => ethereumSigner(sealed, string(seal))).filter((one) => one !== undefined));
  const needed = Math.floor((2 * validators.size + 2) / 3);
  const good = sealers.size === seals.length && [...sealers].every((one) => validators.has(one)) && seals.length >= Math.max(1, needed);
  const compared = `${seals.length} seals, by ${listed(sealers)}, must be by ${needed} or more of ${listed(validators)}`;
  return { hash: hashWith(new Uint8Array(0)), sealers, check: { name: "header seals", passed: good, compared } };
}

/** The nodes of Merkle-Patricia tries, each of which must be needed. */
class StateProof {
  private readonly nodes = new Map<string, Uint8Array>();
  private readonly visited = new Set<string>();

  constructor(given: Uint8Array[]) {
    for (const node of given) {
      const hash = hex(keccak(node));
      if (this.nodes.has(hash)) throw new Malformed("state proof: a node twice");
      this.nodes.set(hash, node);
    }
  }

  isUsedUp(): boolean {
    return this.visited.size === this.nodes.size;
  }

  /** The value under a key; undefined when the nodes do not lead to one. */
  value(root: Uint8Array, key: Uint8Array): Uint8Array | undefined {
    const path = hex(keccak(key));
    let walked = 0;
    for (let node = this.node(root); node !== undefined; ) {
      const items = list(node);
      let next: Item;
      if (items.length === 17) {
        if (walked === path.length) return undefined;
        next = items[parseInt(path[walked++]!, 16)]!;
      } else if (items.length === 2) {
        const part = hex(string(items[0]));
        const kind = part.length < 2 ? 4 : parseInt(part[0]!, 16);
        if (kind > 3) throw new Malformed("state proof: a path that is none");
        const piece = part.slice(kind % 2 === 0 ? 2 : 1);
        if (!path.startsWith(piece, walked)) return undefined;
        walked += piece.length;
        next = items[1]!;
        if (kind >= 2) return walked === path.length ? string(next) : undefined;
      } else {
        throw new Malformed(`state proof: a node of ${items.length} items`);
      }
      node = next instanceof Uint8Array ? this.node(next) : next;
    }
    return undefined;
  }

  private node(reference: Uint8Array): Item | undefined {
    const hash = hex(reference);
    const node = reference.length === 32 ? this.nodes.get(hash) : undefined;
    if (node === undefined) return undefined;
    this.visited.add(hash);
    return decode(node);
  }
}
