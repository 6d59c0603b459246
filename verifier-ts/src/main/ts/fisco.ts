/** A FISCO BCOS chain's receipt: a call of the contract and what it answered about a head, in a block that a quorum of nodes sealed. */
import { compare, concat, equal, hash32, hex, listed, Malformed, MAX_LONG, numberOf, startsWith, textOf, utf8 } from "./bytes.js";
import { Notes, type ReceiptCheck } from "./checks.js";
import { isSeal } from "./curves.js";
import { keccak, sm3 } from "./hashes.js";
import { type FiscoTrust, memberOf, quorumOfNodes } from "./policy.js";
import { decode, type Item, list, number, string } from "./rlp.js";
import { ofMillis } from "./time.js";

const MAGIC = "tombolo fisco receipt 1";
const MAX_BYTES = 256 << 10;
const MAX_SEALS = 1000;
const MAX_LEVELS = 32;
const MAX_HEADS = 1000n;
const MAX_DIGITS = 20;
/** So much of what transactions begin with is unlike any hash, and fits into the smallest node of a tree. */
const DISTINCT = 24;
const FIXED = 4 + 8 + 4 * 32 + 8;
const WORD = 32;
const FUNCTION = "anchor((string,string,string,uint64,uint64,bytes32,bytes32[],bytes,bytes,bytes)[])";

interface Receipt {
  header: Uint8Array;
  transaction: Uint8Array;
  result: Uint8Array;
  head: bigint;
  index: bigint;
  path: Uint8Array[];
  resultPath: Uint8Array[];
  seals: { node: Uint8Array; signature: Uint8Array }[];
}

interface Block {
  hash: Uint8Array;
  transactions: Uint8Array;
  receipts: Uint8Array;
  number: bigint;
  time: bigint;
}

interface Call {
  origin: string;
  size: bigint;
  root: Uint8Array;
  heads: number;
}

export function checkFisco(bytes: Uint8Array, trust: FiscoTrust, notes: Notes): ReceiptCheck {
  const receipt = readReceipt(bytes);
  const hash = trust.national ? sm3 : keccak;
  const block = readBlock(receipt.header, hash);
  notes.note("receipt form", true, `a transaction of block ${block.number} with ${receipt.seals.length} seals`);
  const members = new Set<string>();
  let nodes = 0;
  for (const seal of receipt.seals) {
    const member = memberOf(trust, hex(seal.node));
    if (member === undefined) continue;
    if (!isSeal(seal.node, block.hash, seal.signature, trust.national)) {
      notes.note("seal", false, `by a node of ${member}: does not fit block ${block.number}, ${hex(block.hash)}`);
      return notes.end("ALTERED");
    }
    members.add(member);
    nodes++;
  }
  const all = [...trust.members.values()].flat().length;
  const quorum = quorumOfNodes(trust);
  if (!notes.note("seals", nodes >= quorum, `by ${nodes} nodes of ${listed(members)}, quorum ${quorum} of ${all}`)) return notes.end("NOT_TRUSTED");
  return inBlock(receipt, block, trust, [...members], hash, notes);
}

function inBlock(receipt: Receipt, block: Block, trust: FiscoTrust, members: string[], hash: typeof sm3, notes: Notes): ReceiptCheck {
  const place = utf8(trust.chainId + trust.groupId);
  const never = place.slice(0, DISTINCT);
  for (const path of [receipt.path, receipt.resultPath]) checkPath(receipt.index, path);
  const alike = receipt.path.length === receipt.resultPath.length && receipt.path.every((one, i) => one.length === receipt.resultPath[i]!.length);
  const transaction = hash(receipt.transaction);
  const root = (leaf: Uint8Array, path: Uint8Array[]) => rootOf(leaf, receipt.index, path, never, hash);
  const included = alike
    && equal(root(transaction, receipt.path), block.transactions)
    && equal(root(hash(receipt.result), receipt.resultPath), block.receipts);
  const where = `${hex(transaction)} at index ${receipt.index}${included ? " in" : " and its result: not in"} block ${block.number}`;
  if (!notes.note("transaction", included, where)) return notes.end("ALTERED");
  const call = readCall(receipt.transaction, place, trust, receipt.head);
  const answer = readAnswer(receipt.result, call, Number(receipt.head), block.number);
  const anchored = answer !== undefined && answer[0] <= 1n && answer[0] >= 0n && answer[1] === call.size;
  const said = answer === undefined ? "the call failed" : `answer ${answer[0]} about size ${answer[1]}`;
  if (!notes.note("head", anchored, `size ${call.size} of ${call.origin}: ${said}, must be 0 or 1 about this size`)) return notes.end("ALTERED");
  const fact = { origin: call.origin, size: call.size, root: call.root, anchoredAt: ofMillis(block.time), transactionId: `${trust.name}/${block.number}` };
  return { outcome: "VOUCHED", fact, members, development: false, checks: notes.checks };
}

function readReceipt(bytes: Uint8Array): Receipt {
  if (bytes.length > MAX_BYTES) throw new Malformed(`receipt: ${bytes.length} bytes, limit ${MAX_BYTES}`);
  const fields = list(decode(bytes));
  if (fields.length !== 9 || !equal(string(fields[0]), utf8(MAGIC))) {
    throw new Malformed(`receipt: must be a list of 9 that begins with '${MAGIC}'`);
  }
  const items = list(fields[8]);
  if (items.length > MAX_SEALS) throw new Malformed(`receipt: ${items.length} seals, limit ${MAX_SEALS}`);
  const seals = items.map((item) => {
    const seal = strings(item);
    if (seal.length !== 2) throw new Malformed(`receipt: a seal of ${seal.length}, must be node and signature`);
    return { node: seal[0]!, signature: seal[1]! };
  });
  const [header, transaction, result] = [string(fields[1]), string(fields[2]), string(fields[3])];
  const [head, index] = [number(fields[4]), number(fields[5])];
  const [path, resultPath] = [strings(fields[6]), strings(fields[7])];
  let before = new Uint8Array(0);
  for (const { node, signature } of seals) {
    if (compare(before, node) >= 0 || node.length !== 64 || signature.length !== 64) {
      throw new Malformed("receipt: seals must be of 64 bytes each, by node");
    }
    before = Uint8Array.from(node);
  }
  return { header, transaction, result, head, index, path, resultPath, seals };
}

function strings(item: Item | undefined): Uint8Array[] {
  return list(item).map(string);
}

function long(bytes: Uint8Array, at: number): bigint {
  return BigInt.asIntN(64, numberOf(bytes.subarray(at, at + 8)));
}

/** Nothing separates a header's fields: what is read comes before the first of any length, and the time behind it. */
function readBlock(header: Uint8Array, hash: typeof sm3): Block {
  if (header.length < FIXED) throw new Malformed(`block header: ${header.length} bytes, at least ${FIXED}`);
  const [parent, number] = [long(header, 4), long(header, FIXED - 8)];
  const end = afterDigits(header, FIXED);
  if (parent !== BigInt.asIntN(64, number - 1n) || header.length - end < 8) {
    throw new Malformed(`block header: number ${number} and parent ${parent}, must be one after the other`);
  }
  return { hash: hash(header), transactions: header.slice(44, 76), receipts: header.slice(76, 108), number, time: long(header, end) };
}

/** An amount of gas, 1 to 20 decimal digits: what follows it begins with a byte of 0. */
function afterDigits(bytes: Uint8Array, begin: number): number {
  let at = begin;
  while (at < bytes.length && bytes[at] !== 0) {
    const digit = bytes[at++]!;
    if (digit < 0x30 || digit > 0x39 || at - begin > MAX_DIGITS) throw new Malformed(`gas: must be 1 to ${MAX_DIGITS} decimal digits`);
  }
  if (at === begin) throw new Malformed("gas: no digits");
  return at;
}

function checkPath(index: bigint, path: Uint8Array[]): void {
  if (path.length > MAX_LEVELS || index >> BigInt(path.length) !== 0n) {
    throw new Malformed(`block path: index ${index} over ${path.length} levels, limit ${MAX_LEVELS}`);
  }
  path.forEach(({ length }, level) => {
    if ((length !== 0 && length !== 32) || (length === 0 && ((index >> BigInt(level)) & 1n) === 1n)) {
      throw new Malformed(`block path: ${length} bytes at level ${level}`);
    }
  });
}

function rootOf(leaf: Uint8Array, index: bigint, path: Uint8Array[], never: Uint8Array, hash: typeof sm3): Uint8Array {
  return path.reduce((below, sibling, level) => {
    const right = ((index >> BigInt(level)) & 1n) === 1n;
    const pair = right ? concat(sibling, below) : concat(below, sibling);
    if (startsWith(pair.subarray(4), never)) throw new Malformed(`block path: a transaction in place of hashes at level ${level}`);
    return hash(pair);
  }, leaf);
}

/** A transaction's bytes: version, place, limit, nonce, whom it calls, and with what. */
function readCall(transaction: Uint8Array, place: Uint8Array, trust: FiscoTrust, head: bigint): Call {
  const nonce = 4 + place.length + 8;
  const to = nonce + WORD;
  const input = to + 42;
  const begins = concat(new Uint8Array(4), place);
  if (transaction.length < input || !startsWith(transaction, begins) || !startsWith(transaction.subarray(to), utf8(trust.contract))) {
    throw new Malformed(`transaction: not a call of ${trust.name} with a nonce of ${WORD} digits`);
  }
  if (transaction.subarray(nonce, to).some((one) => one < 0x30 || one > 0x39)) {
    throw new Malformed(`transaction: its nonce must be ${WORD} digits`);
  }
  let run = 40;
  for (const one of transaction.subarray(input)) {
    run = /[0-9a-fA-F]/.test(String.fromCharCode(one)) ? run + 1 : 0;
    if (run === 40 || run === 41) throw new Malformed("transaction: its input holds what could be an address");
  }
  return readHead(transaction.subarray(input), head);
}

function readHead(input: Uint8Array, head: bigint): Call {
  if (!startsWith(input, keccak(utf8(FUNCTION)).subarray(0, 4))) throw new Malformed("transaction: not a call of anchor");
  const data = input.subarray(4);
  const part = (at: bigint, length: bigint) => {
    if (at > BigInt(data.length) || length > BigInt(data.length) - at) {
      throw new Malformed(`transaction: ${length} bytes at ${at} of ${data.length}`);
    }
    return data.slice(Number(at), Number(at + length));
  };
  const wordAt = (at: bigint) => {
    const value = numberOf(part(at, 32n));
    if (value > MAX_LONG) throw new Malformed(`transaction: a number over 2^63 at ${at}`);
    return value;
  };
  const heads = wordAt(wordAt(0n));
  if (heads > MAX_HEADS || head >= heads) throw new Malformed(`transaction: head ${head} of ${heads}, limit ${MAX_HEADS}`);
  const first = wordAt(0n) + 32n;
  const at = first + wordAt(first + head * 32n);
  const name = (field: bigint) => {
    const begin = at + wordAt(at + field * 32n);
    const text = textOf(part(begin + 32n, wordAt(begin)));
    if (text === undefined) throw new Malformed("transaction: not UTF-8");
    return text;
  };
  const origin = `${name(0n)}/${name(1n)}/${name(2n)}`;
  return { origin, root: hash32(part(at + 160n, 32n)), size: wordAt(at + 96n), heads: Number(heads) };
}

/** Code and size that the contract answered about a head; undefined if the call failed. */
function readAnswer(result: Uint8Array, call: Call, head: number, number: bigint): [bigint, bigint] | undefined {
  if (result.length < 4) throw new Malformed("result: cut off");
  const status = afterDigits(result, 4);
  if (result.length - status < 4 || numberOf(result.subarray(status, status + 4)) !== 0n) return undefined;
  const output = status + 4;
  const word = (index: number) => {
    const value = numberOf(result.subarray(output + 32 * index, output + 32 * index + 32));
    if (value >= 1n << 64n) throw new Malformed("result: a number over 2^64");
    return BigInt.asIntN(64, value);
  };
  const whole = result.length - output >= (2 + 2 * call.heads) * WORD + 8;
  if (!whole || long(result, result.length - 8) !== number || word(0) !== 32n || word(1) !== BigInt(call.heads)) {
    throw new Malformed(`result: not ${call.heads} answers in block ${number}`);
  }
  return [word(2 + 2 * head), word(3 + 2 * head)];
}
