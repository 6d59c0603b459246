/** Deterministic CBOR (RFC 8949, section 4.2.1): each value in its only form, and nothing but what evidence has. */
import { base64, bigEndian, compare, concat, Malformed, maybeBase64, MAX_LONG, numberOf, textOf, utf8 } from "./bytes.js";
import type { Json } from "./json.js";

export const NUMBER = 0;
export const BYTES = 2;
export const TEXT = 3;
export const ARRAY = 4;
const MAP = 5;
const FALSE = 0xf4;
const TRUE = 0xf5;
const NULL = 0xf6;
const MAX_DEPTH = 12;
const MAX_VALUES = 100_000;
const LEAST_BASE64 = 24;

/** Reads value by value; a length is compared with what is left before anything is made of it. */
export class CborReader {
  private values = 0;

  constructor(
    private readonly data: Uint8Array,
    private at: number,
  ) {}

  /** The type of the next value. */
  type(what: string): number {
    if (this.at === this.data.length) throw this.malformed(what, "the file ends before it");
    return this.data[this.at]! >> 5;
  }

  isNull(): boolean {
    const is = this.data[this.at] === NULL;
    if (is) this.at++;
    return is;
  }

  number(what: string): bigint {
    return this.head(NUMBER, what, "a whole number");
  }

  bytes(what: string): Uint8Array {
    return this.take(this.head(BYTES, what, "bytes"), what);
  }

  text(what: string): string {
    const start = this.at;
    const text = textOf(this.take(this.head(TEXT, what, "text"), what));
    if (text === undefined) {
      this.at = start;
      throw this.malformed(what, "not UTF-8 text");
    }
    return text;
  }

  array(what: string, limit: number): number {
    return this.size(this.head(ARRAY, what, "a list"), what, limit);
  }

  /** An array of exactly so many. */
  arrayOf(size: number, what: string): void {
    const start = this.at;
    const found = this.head(ARRAY, what, "a list");
    if (found !== BigInt(size)) {
      this.at = start;
      throw this.malformed(what, `a list of ${found}, must be ${size}`);
    }
  }

  end(): void {
    if (this.at !== this.data.length) throw this.malformed("end", `${this.data.length - this.at} bytes behind the last value`);
  }

  /** A JSON value, with bytes as base64. */
  json(what: string, depth = MAX_DEPTH): Json {
    if (depth === 0) throw this.malformed(what, `nested deeper than ${MAX_DEPTH}`);
    if (++this.values > MAX_VALUES) throw this.malformed(what, `more than ${MAX_VALUES} values`);
    switch (this.type(what)) {
      case NUMBER:
        return this.number(what);
      case BYTES:
        return base64(this.bytes(what));
      case TEXT:
        return this.text(what);
      case ARRAY: {
        const elements: Json[] = [];
        for (let left = this.array(what, MAX_VALUES); left > 0; left--) elements.push(this.json(what, depth - 1));
        return elements;
      }
      case MAP:
        return this.map(what, depth);
      default: {
        const simple = this.data[this.at]!;
        if (simple !== TRUE && simple !== FALSE) throw this.malformed(what, `0x${simple.toString(16).padStart(2, "0")} has no place here`);
        this.at++;
        return simple === TRUE;
      }
    }
  }

  private map(what: string, depth: number): Json {
    const members = new Map<string, Json>();
    let before = new Uint8Array(0);
    for (let left = this.size(this.head(MAP, what, "a map"), what, MAX_VALUES); left > 0; left--) {
      const start = this.at;
      const name = this.text(what);
      const key = this.data.slice(start, this.at);
      if (compare(before, key) >= 0) {
        this.at = start;
        throw this.malformed(what, "a map's keys must ascend, each once");
      }
      before = key;
      members.set(name, this.json(what, depth - 1));
    }
    return members;
  }

  private size(size: bigint, what: string, limit: number): number {
    if (size > BigInt(limit)) throw this.malformed(what, `${size} elements, limit ${limit}`);
    return Number(size);
  }

  private take(length: bigint, what: string): Uint8Array {
    if (length > BigInt(this.data.length - this.at)) {
      throw this.malformed(what, `${length} bytes announced, ${this.data.length - this.at} left`);
    }
    this.at += Number(length);
    return this.data.slice(this.at - Number(length), this.at);
  }

  private head(major: number, what: string, due: string): bigint {
    if (this.type(what) !== major) throw this.malformed(what, `must be ${due}`);
    const start = this.at;
    const low = this.data[this.at++]! & 0x1f;
    if (low < 24) return BigInt(low);
    const power = low - 24;
    const wrong = (why: string) => {
      this.at = start;
      return this.malformed(what, why);
    };
    if (power > 3) throw wrong("a length that is not definite");
    const count = 1 << power;
    if (count > this.data.length - this.at) throw wrong("the file ends within its length");
    const value = numberOf(this.data.subarray(this.at, this.at + count));
    this.at += count;
    if (value > MAX_LONG) throw wrong("above 2^63-1");
    if (value < (power === 0 ? 24n : 1n << BigInt(4 << power))) throw wrong(`${value} is not in its shortest form`);
    return value;
  }

  malformed(what: string, why: string): Malformed {
    return new Malformed(`compact evidence, byte ${this.at}: ${what}: ${why}`);
  }
}

export class CborWriter {
  private readonly parts: Uint8Array[] = [];

  toBytes(): Uint8Array {
    return concat(...this.parts);
  }

  raw(bytes: Uint8Array): this {
    this.parts.push(bytes);
    return this;
  }

  number(value: bigint | number): this {
    return this.head(NUMBER, BigInt(value));
  }

  bytes(bytes: Uint8Array): this {
    return this.head(BYTES, BigInt(bytes.length)).raw(bytes);
  }

  text(text: string): this {
    const bytes = utf8(text);
    return this.head(TEXT, BigInt(bytes.length)).raw(bytes);
  }

  optionalText(text: string | undefined): this {
    return text === undefined ? this.nothing() : this.text(text);
  }

  nothing(): this {
    return this.raw(Uint8Array.of(NULL));
  }

  /** The elements follow. */
  array(size: number): this {
    return this.head(ARRAY, BigInt(size));
  }

  /** A JSON value; texts that are base64 in its only spelling as bytes. */
  json(value: Json): this {
    if (value instanceof Map) {
      const members = [...value].map(([name, member]) => [new CborWriter().text(name).toBytes(), member] as const);
      members.sort(([one], [other]) => compare(one, other));
      this.head(MAP, BigInt(members.length));
      for (const [name, member] of members) this.raw(name).json(member);
    } else if (Array.isArray(value)) {
      this.array(value.length);
      value.forEach((one) => this.json(one));
    } else if (typeof value === "boolean") {
      this.raw(Uint8Array.of(value ? TRUE : FALSE));
    } else if (typeof value === "bigint") {
      this.number(value);
    } else if (typeof value === "string") {
      const held = value.length < LEAST_BASE64 ? undefined : maybeBase64(value);
      if (held === undefined) this.text(value);
      else this.bytes(held);
    } else {
      throw new Malformed("a value that has no place in compact evidence");
    }
    return this;
  }

  private head(major: number, value: bigint): this {
    const type = major << 5;
    if (value < 24n) return this.raw(Uint8Array.of(type | Number(value)));
    const power = value <= 0xffn ? 0 : value <= 0xffffn ? 1 : value <= 0xffffffffn ? 2 : 3;
    return this.raw(concat(Uint8Array.of(type | (24 + power)), bigEndian(value, 1 << power)));
  }
}
