/** Trees of RFC 9162, section 2.1: whether entries are in one, and whether one grew out of another. */
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, equal, hex } from "./bytes.js";

export interface TreeHead {
  size: bigint;
  root: Uint8Array;
}

/** What speaks against a proof; undefined when it holds. */
export type Fault = string | undefined;

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

export function leafHash(entry: Uint8Array): Uint8Array {
  return sha256(concat(LEAF, entry));
}

function node(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concat(NODE, left, right));
}

/** One step up: the node's sibling, whether that is at the left, and what both have above them. */
export type Climb = (sibling: Uint8Array, isLeft: boolean, parent: Uint8Array) => void;

/** The root to which a leaf and its path lead, or what is wrong with the path. */
export function impliedRoot(leaf: Uint8Array, index: bigint, path: Uint8Array[], size: bigint, climb?: Climb): Uint8Array | string {
  if (index >= size) return `leaf ${index} of a tree of ${size} leaves`;
  const wrong = (how: string) => `${path.length} hashes, ${how} for leaf ${index} of ${size}`;
  let root = leaf;
  let [fn, sn] = [index, size - 1n];
  for (const sibling of path) {
    if (sn === 0n) return wrong("too many");
    const isLeft = fn % 2n === 1n || fn === sn;
    root = isLeft ? node(sibling, root) : node(root, sibling);
    climb?.(sibling, isLeft, root);
    while (isLeft && fn % 2n === 0n && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n ? root : wrong("too few");
}

export function checkInclusion(leaf: Uint8Array, index: bigint, path: Uint8Array[], head: TreeHead): Fault {
  const root = impliedRoot(leaf, index, path, head.size);
  return typeof root === "string" ? root : leads(root, head.root);
}

function leads(found: Uint8Array, root: Uint8Array): Fault {
  return equal(found, root) ? undefined : `path leads to ${hex(found)}, root is ${hex(root)}`;
}

/** RFC 9162, section 2.1.4.2. */
export function checkConsistency(path: Uint8Array[], older: TreeHead, newer: TreeHead): Fault {
  if (older.size > newer.size) return `from ${older.size} to ${newer.size} leaves`;
  const wrong = (how: string) => `${path.length} hashes, ${how} from ${older.size} to ${newer.size} leaves`;
  if (older.size === 0n || older.size === newer.size) return path.length > 0 ? wrong("too many") : withoutWalk(older, newer);
  if (path.length === 0) return wrong("too few");
  let [fn, sn] = [older.size - 1n, newer.size - 1n];
  while (fn % 2n === 1n) [fn, sn] = [fn >> 1n, sn >> 1n];
  const complete = fn === 0n;
  let fr = complete ? older.root : path[0]!;
  let sr = fr;
  for (const c of complete ? path : path.slice(1)) {
    if (sn === 0n) return wrong("too many");
    if (fn % 2n === 1n || fn === sn) {
      fr = node(c, fr);
      sr = node(c, sr);
      while (fn % 2n === 0n && fn !== 0n) [fn, sn] = [fn >> 1n, sn >> 1n];
    } else {
      sr = node(sr, c);
    }
    [fn, sn] = [fn >> 1n, sn >> 1n];
  }
  return sn === 0n ? roots(fr, older, sr, newer) : wrong("too few");
}

function withoutWalk(older: TreeHead, newer: TreeHead): Fault {
  const empty = sha256(new Uint8Array(0));
  const same = newer.size === older.size ? older.root : newer.root;
  return roots(older.size === 0n ? empty : older.root, older, newer.size === 0n ? empty : same, newer);
}

function roots(oldRoot: Uint8Array, older: TreeHead, newRoot: Uint8Array, newer: TreeHead): Fault {
  return equal(oldRoot, older.root) ? leads(newRoot, newer.root) : `path leads to ${hex(oldRoot)}, old root is ${hex(older.root)}`;
}

/** Several leaves of one tree: a given hash stands where none of them is (RFC 9162, section 2.1.1). */
export function checkMany(indices: bigint[], leaves: Uint8Array[], hashes: Uint8Array[], head: TreeHead): Fault {
  let before = -1n;
  for (const index of indices) {
    if (index <= before) return `leaf ${index} after ${before}: indices must ascend from 0 on`;
    before = index;
  }
  if (before >= head.size) return `leaf ${before} of a tree of ${head.size} leaves`;
  let used = 0;
  const root = (from: number, to: number, begin: bigint, end: bigint): Uint8Array | undefined => {
    if (from === to) return hashes[used++];
    if (end - begin === 1n) return leaves[from];
    const middle = begin + (1n << BigInt((end - begin - 1n).toString(2).length - 1));
    let [cut, high] = [from, to];
    while (cut < high) {
      const at = (cut + high) >>> 1;
      if (indices[at]! < middle) cut = at + 1;
      else high = at;
    }
    const left = root(from, cut, begin, middle);
    const right = left && root(cut, to, middle, end);
    return left && right && node(left, right);
  };
  const found = root(0, indices.length, 0n, head.size);
  if (found === undefined || used < hashes.length) {
    return `${hashes.length} hashes, too ${found === undefined ? "few" : "many"} for ${indices.length} leaves of ${head.size}`;
  }
  return equal(found, head.root) ? undefined : `leads to ${hex(found)}, root is ${hex(head.root)}`;
}

