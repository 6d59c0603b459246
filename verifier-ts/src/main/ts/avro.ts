/** Avro's schemas and its binary encoding, read from bytes that came from a stranger: no length is trusted before the bytes for it are there. */
import { hex, Malformed, numberOf } from "./bytes.js";
import { Fraction, type Json } from "./json.js";
import { parseSchema } from "./schema.js";

type Members = ReadonlyMap<string, Json>;

export type Primitive = "null" | "boolean" | "int" | "long" | "float" | "double" | "bytes" | "string";

/** A type with its attributes; a name is resolved to what it stands for. */
export type Schema =
  | { type: Primitive; members: Members }
  | { type: "enum"; name: string; symbols: string[]; members: Members }
  | { type: "fixed"; name: string; size: number; members: Members }
  | { type: "array"; items: Schema; members: Members }
  | { type: "map"; values: Schema; members: Members }
  | { type: "record"; name: string; fields: { name: string; schema: Schema }[]; members: Members }
  | { type: "union"; branches: Schema[]; members: Members };

/** A value and the type that it has; in a union that of its branch. A record's value are those of its fields, in their order. */
export interface Datum {
  of: Schema;
  value: null | boolean | bigint | number | string | Uint8Array | Datum[] | Map<string, Datum>;
}

const PRIMITIVES: ReadonlySet<string> = new Set(["null", "boolean", "int", "long", "float", "double", "bytes", "string"]);
const NONE: Members = new Map();
const MAX_PARTS = 200_000;
const MAX_FIXED = 16 << 20;
/** The largest array of bytes that Avro makes. */
const MAX_SIZE = (1n << 31n) - 9n;
const SYMBOL = /^[A-Za-z_][A-Za-z0-9_]*$/;
const MAX_EMPTY_ITEMS = 1 << 16;
const MAX_NUMBER = 40;
const MAX_DIGITS = 19;

/** The whole number that a JSON number is, also one that is written as 2e1; undefined for any other value. */
export function wholeOf(json: Json | undefined): bigint | undefined {
  if (typeof json === "bigint") return json;
  const parts = json instanceof Fraction && json.text.length <= MAX_NUMBER ? /^(-?\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(json.text) : null;
  if (parts === null) return undefined;
  const scale = (parts[2] ?? "").length - Number(parts[3] ?? 0);
  const unscaled = BigInt(parts[1]! + (parts[2] ?? ""));
  const precision = unscaled.toString().replace("-", "").length;
  if (Math.abs(precision - scale) > MAX_DIGITS || Math.abs(scale) > MAX_DIGITS) return undefined;
  if (scale <= 0) return unscaled * 10n ** BigInt(-scale);
  const one = 10n ** BigInt(scale);
  return unscaled % one === 0n ? unscaled / one : undefined;
}

class SchemaReader {
  private readonly named = new Map<string, Schema>();
  private readonly later: (() => void)[] = [];

  whole(json: Json): Schema {
    let schema!: Schema;
    this.read(json, "", (read) => (schema = read));
    this.later.forEach((resolve) => resolve());
    return schema;
  }

  /** @param into where the type belongs, once it is known: a name may stand before what it stands for */
  private read(json: Json, space: string, into: (schema: Schema) => void): void {
    if (typeof json === "string") {
      this.byName(json, space, into);
    } else if (Array.isArray(json)) {
      const branches: Schema[] = [];
      json.forEach((branch, i) => this.read(branch, space, (read) => (branches[i] = read)));
      into({ type: "union", branches, members: NONE });
      this.later.push(() => checkUnion(branches));
    } else {
      this.object(json as Map<string, Json>, space, into);
    }
  }

  private byName(name: string, space: string, into: (schema: Schema) => void): void {
    if (PRIMITIVES.has(name)) into({ type: name as Primitive, members: NONE });
    else this.later.unshift(() => into(this.named.get(within(name, space)) ?? this.named.get(name)!));
  }

  private object(members: Map<string, Json>, space: string, into: (schema: Schema) => void): void {
    const kind = members.get("type")!;
    if (typeof kind !== "string") throw new Malformed("no type");
    if (kind === "array") {
      const schema: Schema = { type: "array", items: undefined as unknown as Schema, members };
      into(schema);
      return this.read(members.get("items")!, space, (read) => (schema.items = read));
    }
    if (kind === "map") {
      const schema: Schema = { type: "map", values: undefined as unknown as Schema, members };
      into(schema);
      return this.read(members.get("values")!, space, (read) => (schema.values = read));
    }
    if (PRIMITIVES.has(kind)) return into({ type: kind as Primitive, members });
    if (!["record", "error", "enum", "fixed"].includes(kind)) return this.byName(kind, space, into);
    const own = members.get("namespace");
    const name = within(members.get("name") as string, typeof own === "string" ? own : space);
    if (PRIMITIVES.has(name)) throw new Malformed(`schema: a type named ${name}`);
    const schema = this.defined(kind, name, members);
    this.named.set(name, schema);
    into(schema);
  }

  private defined(kind: string, name: string, members: Map<string, Json>): Schema {
    if (kind === "enum") return { type: "enum", name, symbols: symbolsOf(name, members), members };
    if (kind === "fixed") {
      const size = wholeOf(members.get("size"));
      if (size === undefined || size < 0n || size > MAX_SIZE) throw new Malformed(`schema ${name}: a fixed of ${size ?? "no"} bytes, limit ${MAX_SIZE}`);
      return { type: "fixed", name, size: Number(size), members };
    }
    const space = name.slice(0, Math.max(0, name.lastIndexOf(".")));
    const fields = (members.get("fields") as Map<string, Json>[]).map((field) => {
      const made = { name: field.get("name") as string, schema: undefined as unknown as Schema };
      this.read(field.get("type")!, space, (read) => (made.schema = read));
      return made;
    });
    if (new Set(fields.map((field) => field.name)).size < fields.length) throw new Malformed(`schema ${name}: a field twice`);
    return { type: "record", name, fields, members };
  }
}

function within(name: string, space: string): string {
  return name.includes(".") || space === "" ? name : `${space}.${name}`;
}

function symbolsOf(name: string, members: Members): string[] {
  const symbols = members.get("symbols");
  if (!Array.isArray(symbols) || !symbols.every((one) => typeof one === "string" && SYMBOL.test(one))) throw new Malformed(`schema ${name}: no symbols`);
  if (new Set(symbols).size < symbols.length) throw new Malformed(`schema ${name}: a symbol twice`);
  return symbols as string[];
}

function checkUnion(branches: Schema[]): void {
  const kinds = branches.map((branch) => ("name" in branch ? branch.name : branch.type));
  if (kinds.includes("union")) throw new Malformed("schema: a union in a union");
  if (new Set(kinds).size < kinds.length) throw new Malformed("schema: a type twice in a union");
}

/** What decoding by a schema costs before the first byte is read: fields, branches and items, each counted wherever its type is used. */
class Size {
  freeFields = false;
  private readonly records = new Map<string, number>();
  private readonly empty = new Set<string>();

  parts(schema: Schema): number {
    switch (schema.type) {
      case "record":
        return this.ofRecord(schema.name, schema.fields.map((field) => field.schema));
      case "union":
        return schema.branches.reduce((sum, branch) => sum + this.parts(branch), 1);
      case "array":
        return 1 + this.parts(schema.items);
      case "map":
        return 1 + this.parts(schema.values);
      case "fixed":
        if (schema.size > MAX_FIXED) throw new Malformed(`schema ${schema.name}: a fixed of ${schema.size} bytes, limit ${MAX_FIXED}`);
        return 1;
      default:
        return 1;
    }
  }

  private ofRecord(name: string, fields: Schema[]): number {
    const known = this.records.get(name);
    if (known !== undefined) return known;
    this.records.set(name, 1); // for where it holds itself
    const parts = fields.reduce((sum, field) => sum + this.parts(field), 1);
    this.records.set(name, parts);
    const free = fields.filter((field) => field.type === "null" || (field.type === "fixed" && field.size === 0) || (field.type === "record" && this.empty.has(field.name)));
    if (free.length === fields.length) this.empty.add(name);
    this.freeFields ||= free.length > 0 || fields.length === 0;
    return parts;
  }
}

const TEXT = new TextDecoder("utf-8", { ignoreBOM: true });

/** Reads one datum. */
class DatumReader {
  private at = 0;
  private items = 0;
  private records = 0;
  private readonly view: DataView;

  constructor(
    private readonly data: Uint8Array,
    private readonly counting: boolean,
  ) {
    this.view = new DataView(data.buffer, data.byteOffset, data.length);
  }

  end(): void {
    if (this.at < this.data.length) throw new Malformed(`${this.data.length - this.at} bytes left over after the body`);
  }

  read(of: Schema): Datum {
    switch (of.type) {
      case "union":
        return this.read(this.chosen(of.branches, "branch"));
      case "record":
        this.count(1 + of.fields.length);
        return { of, value: of.fields.map((field) => this.read(field.schema)) };
      case "array":
        return { of, value: this.block([] as Datum[], (all) => all.push(this.read(of.items))) };
      case "map":
        return { of, value: this.block(new Map<string, Datum>(), (all) => all.set(this.text(), this.read(of.values))) };
      case "enum":
        return { of, value: this.chosen(of.symbols, "symbol") };
      case "fixed":
        return { of, value: this.take(of.size) };
      default:
        return { of, value: this.primitive(of.type) };
    }
  }

  private primitive(type: Primitive): Datum["value"] {
    switch (type) {
      case "null":
        return null;
      case "boolean": {
        const one = this.take(1)[0]!;
        if (one > 1) throw new Malformed(`boolean of ${one}, must be 0 or 1`);
        return one === 1;
      }
      case "int":
        return this.int();
      case "long":
        return this.long();
      case "float":
        return this.view.getFloat32(this.moved(4), true);
      case "double":
        return this.view.getFloat64(this.moved(8), true);
      case "bytes":
        return this.take(this.length());
      case "string":
        return this.text();
    }
  }

  private chosen<T>(among: T[], what: string): T {
    const index = this.int();
    if (index < 0n || index >= BigInt(among.length)) throw new Malformed(`${what} ${index}, there are ${among.length}`);
    return among[Number(index)]!;
  }

  private block<T>(all: T, add: (all: T) => void): T {
    for (let count = this.blockItems(); count > 0; count = this.blockItems()) {
      for (; count > 0; count--) add(all);
    }
    return all;
  }

  /** A block's count; a negative one is followed by the block's size in bytes, which nobody needs here. */
  private blockItems(): number {
    let count = this.long();
    if (count < 0n) {
      this.long();
      count = -count;
    }
    const left = this.data.length - this.at;
    if (count > BigInt(left) && count > BigInt(MAX_EMPTY_ITEMS)) throw new Malformed(`${count} items announced, ${left} bytes left`);
    this.items += Number(count);
    const most = this.data.length + MAX_EMPTY_ITEMS;
    if (this.items > most) throw new Malformed(`${this.items} items announced in all, limit ${most}`);
    return Number(count);
  }

  private count(parts: number): void {
    this.records += parts;
    const most = 8 * this.data.length + 2 * MAX_EMPTY_ITEMS;
    if (this.counting && this.records > most) throw new Malformed(`over ${most} records and fields in ${this.data.length} bytes, the limit`);
  }

  private long(): bigint {
    let raw = 0n;
    for (let shift = 0n; shift < 64n; shift += 7n) {
      const one = this.take(1)[0]!;
      raw |= BigInt(one & 0x7f) << shift;
      if (one < 0x80) {
        raw = BigInt.asUintN(64, raw);
        return BigInt.asIntN(64, (raw >> 1n) ^ -(raw & 1n));
      }
    }
    throw new Malformed("number of over 10 bytes");
  }

  private int(): bigint {
    const value = this.long();
    if (value !== BigInt.asIntN(32, value)) throw new Malformed(`int of ${value}: over 32 bits`);
    return value;
  }

  private length(): number {
    const length = this.long();
    const left = this.data.length - this.at;
    if (length < 0n || length > BigInt(left)) throw new Malformed(`${length} bytes announced, ${left} left`);
    return Number(length);
  }

  private text(): string {
    return TEXT.decode(this.take(this.length()));
  }

  private take(count: number): Uint8Array {
    const at = this.moved(count);
    return this.data.slice(at, at + count);
  }

  private moved(count: number): number {
    const at = this.at;
    if (count > this.data.length - at) throw new Malformed(`${count} bytes needed, ${this.data.length - at} left`);
    this.at += count;
    return at;
  }
}

/** A schema from a stranger, without references to others. */
export function schemaOf(text: string): Schema {
  return avroOf(parseSchema(text));
}

/** What is wrong with a schema's text; undefined for a schema. */
export function schemaFault(text: string): string | undefined {
  try {
    schemaOf(text);
    return undefined;
  } catch (e) {
    if (e instanceof Malformed) return `not a schema: ${e.message}`;
    throw e;
  }
}

/** @param json known to be a schema, by parseSchema or checkSchema */
export function avroOf(json: Json): Schema {
  return guarded("schema: nested too deeply to be read", () => new SchemaReader().whole(json));
}

/**
 * The datum whose encoding the bytes are. Bytes that are the whole datum stand bare, without Avro's length, as serializers for Kafka write them.
 *
 * @throws Malformed when they are not one whole datum, or when the schema is beyond a limit
 */
export function readDatum(schema: Schema, bytes: Uint8Array): Datum {
  return guarded("the body is nested too deeply to be read", () => {
    const size = new Size();
    const parts = size.parts(schema);
    if (parts > MAX_PARTS) throw new Malformed(`schema: ${parts} fields and branches, those of its types counted wherever they are used; limit ${MAX_PARTS}`);
    if (schema.type === "bytes") return { of: schema, value: bytes };
    const reader = new DatumReader(bytes, size.freeFields);
    const datum = reader.read(schema);
    reader.end();
    return datum;
  });
}

/** A recursive schema ends where the engine's stack does. */
function guarded<T>(tooDeep: string, read: () => T): T {
  try {
    return read();
  } catch (e) {
    throw e instanceof RangeError ? new Malformed(tooDeep) : e;
  }
}

/** A whole number in two's complement, big-endian. */
export function signedOf(bytes: Uint8Array): bigint {
  return BigInt.asIntN(8 * bytes.length, numberOf(bytes));
}

/** As people write a UUID. */
export function uuidOf(bytes: Uint8Array): string {
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
