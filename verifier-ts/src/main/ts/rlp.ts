/** RLP in its only encoding (Ethereum, yellow paper, appendix B). */
import { bigEndian, concat, Malformed, MAX_LONG, numberOf } from "./bytes.js";

export type Item = Uint8Array | Item[];

const MAX_DEPTH = 8;
const SHORT = 55;

export function decode(encoded: Uint8Array): Item {
  const [item, end] = read(encoded, 0, encoded.length, MAX_DEPTH);
  if (end !== encoded.length) throw new Malformed(`RLP: ${encoded.length - end} bytes behind the item`);
  return item;
}

function read(bytes: Uint8Array, begin: number, limit: number, depth: number): [Item, number] {
  if (begin >= limit || depth === 0) throw new Malformed(`RLP: an item is cut off, or more than ${MAX_DEPTH} lists in lists`);
  const first = bytes[begin]!;
  if (first < 0x80) return [bytes.slice(begin, begin + 1), begin + 1];
  const base = first < 0xc0 ? 0x80 : 0xc0;
  const [length, from] = readLength(bytes, begin + 1, limit, first - base);
  const end = from + length;
  if (length > limit - from) throw new Malformed(`RLP: ${length} bytes announced, ${limit - from} left`);
  if (base === 0x80) {
    if (length === 1 && bytes[from]! < 0x80) throw new Malformed("RLP: a byte with a length before it");
    return [bytes.slice(from, end), end];
  }
  const items: Item[] = [];
  for (let at = from; at < end; ) {
    const [item, next] = read(bytes, at, end, depth - 1);
    items.push(item);
    at = next;
  }
  return [items, end];
}

function readLength(bytes: Uint8Array, at: number, limit: number, announced: number): [number, number] {
  if (announced <= SHORT) return [announced, at];
  const width = announced - SHORT;
  if (width > 3 || width > limit - at || bytes[at] === 0) {
    throw new Malformed(`RLP: a length of ${width} bytes, of at most 3 without leading zeros`);
  }
  const length = Number(numberOf(bytes.subarray(at, at + width)));
  if (length <= SHORT) throw new Malformed(`RLP: a length of ${length} in the long form`);
  return [length, at + width];
}

export function string(item: Item | undefined): Uint8Array {
  if (!(item instanceof Uint8Array)) throw new Malformed("RLP: a list where a string is due");
  return item;
}

export function list(item: Item | undefined): Item[] {
  if (!Array.isArray(item)) throw new Malformed("RLP: a string where a list is due");
  return item;
}

export function number(item: Item | undefined): bigint {
  const bytes = string(item);
  if (bytes.length > 8 || bytes[0] === 0) throw new Malformed(`RLP: a string of ${bytes.length} bytes is not a number`);
  const value = numberOf(bytes);
  if (value > MAX_LONG) throw new Malformed(`RLP: ${value}, limit ${MAX_LONG}`);
  return value;
}

export function encode(item: Item): Uint8Array {
  if (!(item instanceof Uint8Array)) return framed(0xc0, concat(...item.map(encode)));
  return item.length === 1 && item[0]! < 0x80 ? item : framed(0x80, item);
}

function framed(base: number, content: Uint8Array): Uint8Array {
  if (content.length <= SHORT) return concat(Uint8Array.of(base + content.length), content);
  const width = Math.ceil(content.length.toString(16).length / 2);
  return concat(Uint8Array.of(base + SHORT + width), bigEndian(BigInt(content.length), width), content);
}
