/** Reads a run of DER elements one after the other: tags of one byte, lengths in their shortest form. */
import { equal, hex, Malformed, numberOf, ofHex } from "./bytes.js";

export const BOOLEAN = 0x01;
export const INTEGER = 0x02;
export const BITS = 0x03;
export const OCTETS = 0x04;
export const OID = 0x06;
export const UTC_TIME = 0x17;
export const TIME = 0x18;
export const SEQUENCE = 0x30;
export const SET = 0x31;
export const FIELD_0 = 0xa0;
export const FIELD_1 = 0xa1;
export const FIELD_3 = 0xa3;

export class Der {
  private at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly what: string,
  ) {}

  hasMore(): boolean {
    return this.at < this.bytes.length;
  }

  isNext(tag: number): boolean {
    return this.bytes[this.at] === tag;
  }

  /** The tag of the next element. */
  tag(): number {
    const tag = this.bytes[this.at] ?? 0x1f;
    if ((tag & 0x1f) === 0x1f) throw this.malformed("ends too early, or has a tag of several bytes");
    return tag;
  }

  end(): void {
    if (this.hasMore()) throw this.malformed(`${this.bytes.length - this.at} bytes too many`);
  }

  /** Tag, length and contents of the next element. */
  element(tag: number): Uint8Array {
    const from = this.at;
    this.contents(tag);
    return this.bytes.slice(from, this.at);
  }

  /** As element, in lower-case hex: to compare, and to look up. */
  hex(tag: number): string {
    return hex(this.element(tag));
  }

  enter(tag: number): Der {
    return new Der(this.contents(tag), this.what);
  }

  /** The only element in the next one. */
  enterOnly(tag: number): Der {
    const inner = this.enter(tag);
    this.end();
    return inner;
  }

  require(due: string, name: string): void {
    const bytes = ofHex(due);
    if (!equal(this.element(bytes[0]!), bytes)) throw this.malformed(`must be ${name}`);
  }

  integer(tag: number, limit = 64): bigint {
    const value = this.contents(tag);
    if (value.length === 0 || value.length > limit) throw this.malformed(`an integer of ${value.length} bytes, limits 1 and ${limit}`);
    const spare = value.length > 1 && ((value[0] === 0 && value[1]! < 0x80) || (value[0] === 0xff && value[1]! >= 0x80));
    if (spare) throw this.malformed("an integer that is not in its shortest form");
    return value[0]! < 0x80 ? numberOf(value) : numberOf(value) - (1n << BigInt(8 * value.length));
  }

  contents(tag: number): Uint8Array {
    const found = this.next();
    if (found !== tag) throw this.malformed(`tag ${twoDigits(found)}, must be ${twoDigits(tag)}`);
    let length = this.next();
    if (length >= 0x80) {
      const size = length - 0x80;
      length = 0;
      for (let i = 0; i < size && i < 3; i++) length = (length << 8) | this.next();
      if (size > 3 || length < 0x80 || length >>> (8 * (size - 1)) === 0) {
        throw this.malformed("a length over 3 bytes, or not in its shortest form");
      }
    }
    if (length > this.bytes.length - this.at) {
      throw this.malformed(`an element of ${length} bytes where ${this.bytes.length - this.at} are left`);
    }
    this.at += length;
    return this.bytes.slice(this.at - length, this.at);
  }

  private next(): number {
    if (!this.hasMore()) throw this.malformed("ends too early");
    return this.bytes[this.at++]!;
  }

  malformed(why: string): Malformed {
    return new Malformed(`${this.what}, byte ${this.at}: ${why}`);
  }
}

function twoDigits(tag: number): string {
  return tag.toString(16).padStart(2, "0");
}

/** An object identifier in dotted decimals. */
export function dotted(contents: Uint8Array): string {
  const parts: bigint[] = [];
  let value = 0n;
  contents.forEach((one, i) => {
    if (value === 0n && one === 0x80) throw new Malformed("an object identifier that is not in its shortest form");
    value = (value << 7n) | BigInt(one & 0x7f);
    if (one < 0x80) {
      parts.push(value);
      value = 0n;
    } else if (i === contents.length - 1) {
      throw new Malformed("an object identifier that is cut off");
    }
  });
  if (parts.length === 0 || contents.length > 63) throw new Malformed("an object identifier without parts, or over 63 bytes");
  const first = parts[0]! < 80n ? parts[0]! / 40n : 2n;
  return [first, parts[0]! - 40n * first, ...parts.slice(1)].join(".");
}
