/** A zlib stream (RFC 1950, RFC 1951) of exactly so many bytes, with nothing behind it. */
import { Malformed, numberOf } from "./bytes.js";

const MAX_BITS = 15;
const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

interface Codes {
  counts: number[];
  symbols: number[];
}

export function inflate(zlib: Uint8Array, length: number): Uint8Array {
  const stream = new Stream(zlib, length);
  return stream.read();
}

class Stream {
  private at = 2;
  private held = 0;
  private bits = 0;
  private written = 0;
  private readonly out: Uint8Array;

  constructor(
    private readonly zlib: Uint8Array,
    private readonly length: number,
  ) {
    this.out = new Uint8Array(length);
  }

  read(): Uint8Array {
    const [first, flags] = [this.zlib[0] ?? 0, this.zlib[1] ?? 0];
    const good = (first & 15) === 8 && first >> 4 <= 7 && ((first << 8) | flags) % 31 === 0 && (flags & 0x20) === 0;
    if (this.zlib.length < 2 || !good) throw new Malformed("zlib: incorrect header check");
    for (let last = 0; last === 0; ) {
      last = this.take(1);
      const type = this.take(2);
      if (type === 3) throw new Malformed("zlib: invalid block type");
      if (type === 0) this.stored();
      else this.compressed(...(type === 1 ? fixed() : this.dynamic()));
    }
    const sum = this.zlib.subarray(this.at, this.at + 4);
    if (sum.length < 4 || this.written !== this.length || this.zlib.length > this.at + 4) throw this.inexact();
    if (Number(numberOf(sum)) !== adler(this.out)) throw new Malformed("zlib: incorrect data check");
    return this.out;
  }

  private inexact(): Malformed {
    return new Malformed(`compressed fields are not ${this.length} bytes`);
  }

  private take(count: number): number {
    while (this.bits < count) {
      if (this.at >= this.zlib.length) throw this.inexact();
      this.held |= this.zlib[this.at++]! << this.bits;
      this.bits += 8;
    }
    const value = this.held & ((1 << count) - 1);
    this.held >>>= count;
    this.bits -= count;
    return value;
  }

  private put(one: number): void {
    if (this.written === this.length) throw this.inexact();
    this.out[this.written++] = one;
  }

  private stored(): void {
    this.held = this.bits = 0;
    const [size, not] = [this.take(16), this.take(16)];
    if (size !== (~not & 0xffff)) throw new Malformed("zlib: invalid stored block lengths");
    for (let i = 0; i < size; i++) this.put(this.take(8));
  }

  private compressed(literals: Codes, distances: Codes): void {
    for (let symbol = this.symbol(literals); symbol !== 256; symbol = this.symbol(literals)) {
      if (symbol < 256) {
        this.put(symbol);
        continue;
      }
      if (symbol > 285) throw new Malformed("zlib: invalid literal/length code");
      const length = LENGTHS[symbol - 257]! + this.take(LENGTH_BITS[symbol - 257]!);
      const code = this.symbol(distances);
      if (code > 29) throw new Malformed("zlib: invalid distance code");
      const extra = code < 4 ? 0 : (code >> 1) - 1;
      const distance = (code < 4 ? code + 1 : (2 + (code & 1)) * 2 ** extra + 1) + this.take(extra);
      if (distance > this.written) throw new Malformed("zlib: invalid distance too far back");
      for (let i = 0; i < length; i++) this.put(this.out[this.written - distance]!);
    }
  }

  private symbol({ counts, symbols }: Codes): number {
    let [code, first, index] = [0, 0, 0];
    for (let length = 1; length <= MAX_BITS; length++) {
      code |= this.take(1);
      const count = counts[length]!;
      if (code - count < first) return symbols[index + code - first]!;
      index += count;
      first = (first + count) << 1;
      code <<= 1;
    }
    throw new Malformed("zlib: invalid code");
  }

  private dynamic(): [Codes, Codes] {
    const [literals, distances, lengths] = [this.take(5) + 257, this.take(5) + 1, this.take(4) + 4];
    if (literals > 286 || distances > 30) throw new Malformed("zlib: too many length or distance symbols");
    const each: number[] = new Array<number>(19).fill(0);
    for (let i = 0; i < lengths; i++) each[ORDER[i]!] = this.take(3);
    const codes = codesOf(each, true);
    const all: number[] = [];
    while (all.length < literals + distances) {
      const symbol = this.symbol(codes);
      if (symbol < 16) {
        all.push(symbol);
        continue;
      }
      if (symbol === 16 && all.length === 0) throw new Malformed("zlib: invalid bit length repeat");
      const value = symbol === 16 ? all.at(-1)! : 0;
      const times = symbol === 16 ? 3 + this.take(2) : symbol === 17 ? 3 + this.take(3) : 11 + this.take(7);
      if (all.length + times > literals + distances) throw new Malformed("zlib: invalid bit length repeat");
      for (let i = 0; i < times; i++) all.push(value);
    }
    if (all[256] === 0) throw new Malformed("zlib: invalid code -- missing end-of-block");
    return [codesOf(all.slice(0, literals), false), codesOf(all.slice(literals), false)];
  }
}

/** Canonical codes of these lengths. A set of them must be complete, but for one single code of one bit. */
function codesOf(lengths: number[], mustBeComplete: boolean): Codes {
  const counts: number[] = new Array<number>(MAX_BITS + 1).fill(0);
  for (const length of lengths) counts[length]!++;
  const used = lengths.length - counts[0]!;
  let left = 1;
  for (let length = 1; length <= MAX_BITS; length++) {
    left = left * 2 - counts[length]!;
    if (left < 0) throw new Malformed("zlib: over-subscribed code lengths");
  }
  if (left > 0 && (mustBeComplete || used > 1 || (used === 1 && counts[1] !== 1))) throw new Malformed("zlib: incomplete code lengths");
  const offsets = [0, 0];
  for (let length = 1; length < MAX_BITS; length++) offsets.push(offsets[length]! + counts[length]!);
  const symbols: number[] = [];
  lengths.forEach((length, symbol) => {
    if (length > 0) symbols[offsets[length]!++] = symbol;
  });
  counts[0] = 0;
  return { counts, symbols };
}

function fixed(): [Codes, Codes] {
  const literals = Array.from({ length: 288 }, (_, i) => (i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8));
  return [codesOf(literals, false), codesOf(new Array<number>(32).fill(5), false)];
}

function adler(bytes: Uint8Array): number {
  let [a, b] = [1, 0];
  for (const one of bytes) {
    a = (a + one) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}
