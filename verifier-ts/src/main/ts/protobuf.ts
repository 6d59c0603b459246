/** A protobuf message by its field numbers, as far as receipts need it. */
import { Malformed, textOf } from "./bytes.js";

type Value = bigint | Uint8Array;

export class Message {
  private readonly fields = new Map<number, Value[]>();

  constructor(private readonly encoded: Uint8Array) {
    for (let at = 0; at < encoded.length; ) {
      const [tag, from] = this.varint(at);
      const field = Number(BigInt.asUintN(32, tag) >> 3n);
      const type = tag & 7n;
      if (field === 0) throw new Malformed("protobuf: Protocol message contained an invalid tag (zero).");
      if (type !== 0n && type !== 2n) throw new Malformed(`field ${field} of an unexpected wire type`);
      const [value, to] = this.varint(from);
      const end = type === 0n ? to : to + Number(BigInt.asIntN(32, value));
      if (end < to || end > encoded.length) throw cutOff();
      const values = this.fields.get(field) ?? [];
      values.push(type === 0n ? BigInt.asIntN(64, value) : encoded.slice(to, end));
      this.fields.set(field, values);
      at = end;
    }
  }

  private varint(from: number): [bigint, number] {
    let value = 0n;
    for (let i = 0; i < 10; i++) {
      const one = this.encoded[from + i];
      if (one === undefined) throw cutOff();
      value |= BigInt(one & 0x7f) << BigInt(7 * i);
      if (one < 0x80) return [BigInt.asUintN(64, value), from + i + 1];
    }
    throw new Malformed("protobuf: CodedInputStream encountered a malformed varint.");
  }

  bytes(field: number): Uint8Array {
    const value = this.one(field) ?? new Uint8Array(0);
    if (typeof value === "bigint") throw wrongType(field);
    return value;
  }

  number(field: number): bigint {
    const value = this.one(field) ?? 0n;
    if (typeof value !== "bigint") throw wrongType(field);
    return value;
  }

  text(field: number): string {
    const text = textOf(this.bytes(field));
    if (text === undefined) throw new Malformed(`field ${field} is not UTF-8`);
    return text;
  }

  message(field: number): Message {
    return new Message(this.bytes(field));
  }

  all(field: number): Uint8Array[] {
    return (this.fields.get(field) ?? []).map((value) => {
      if (typeof value === "bigint") throw wrongType(field);
      return value;
    });
  }

  holdsOnly(least: number, most: number): boolean {
    return [...this.fields.keys()].every((field) => least <= field && field <= most);
  }

  private one(field: number): Value | undefined {
    const values = this.fields.get(field) ?? [];
    if (values.length > 1) throw new Malformed(`field ${field} comes ${values.length} times, must be once`);
    return values[0];
  }
}

function cutOff(): Malformed {
  return new Malformed("protobuf: While parsing a protocol message, the input ended unexpectedly in the middle of a field.");
}

function wrongType(field: number): Malformed {
  return new Malformed(`field ${field} of an unexpected wire type`);
}
