/** Avro data written as bytes: the opposite of what the verifier reads, for forgeries. */
import { type Datum, type Schema, wholeOf } from "tombolo-verify/avro.js";
import { bigEndian, concat, Malformed, ofHex, utf8 } from "tombolo-verify/bytes.js";
import { parseTime } from "tombolo-verify/time.js";

const UNITS: Record<string, bigint> = { millis: 1_000_000n, micros: 1000n, nanos: 1n };
const DAY = 86_400_000_000_000n;

/** @param schema what the datum was read by: a union's branch is the type that the datum has */
export function writeDatum(schema: Schema, datum: Datum): Uint8Array {
  if (schema.type === "bytes" && datum.of === schema) return datum.value as Uint8Array; // the whole datum stands bare
  const out: Uint8Array[] = [];
  write(schema, datum, out);
  return concat(...out);
}

function write(schema: Schema, datum: Datum, out: Uint8Array[]): void {
  const { value } = datum;
  switch (schema.type) {
    case "union": {
      const branch = schema.branches.indexOf(datum.of);
      out.push(long(BigInt(branch)));
      return write(datum.of, datum, out);
    }
    case "record":
      return schema.fields.forEach((field, i) => write(field.schema, (value as Datum[])[i]!, out));
    case "array": {
      const items = value as Datum[];
      if (items.length > 0) out.push(long(BigInt(items.length)));
      items.forEach((item) => write(schema.items, item, out));
      return void out.push(Uint8Array.of(0));
    }
    case "map": {
      const entries = value as Map<string, Datum>;
      if (entries.size > 0) out.push(long(BigInt(entries.size)));
      for (const [name, entry] of entries) {
        text(name, out);
        write(schema.values, entry, out);
      }
      return void out.push(Uint8Array.of(0));
    }
    case "enum":
      return void out.push(long(BigInt(schema.symbols.indexOf(value as string))));
    case "fixed":
      return void out.push(value as Uint8Array);
    case "null":
      return;
    case "boolean":
      return void out.push(Uint8Array.of(value === true ? 1 : 0));
    case "int":
    case "long":
      return void out.push(long(value as bigint));
    case "float":
    case "double":
      return void out.push(real(value as number, schema.type === "float" ? 4 : 8));
    case "bytes":
      out.push(long(BigInt((value as Uint8Array).length)), value as Uint8Array);
      return;
    case "string":
      return text(value as string, out);
  }
}

function long(value: bigint): Uint8Array {
  let left = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  const bytes: number[] = [];
  for (; left >= 0x80n; left >>= 7n) bytes.push(Number(left & 0x7fn) | 0x80);
  return Uint8Array.of(...bytes, Number(left));
}

function real(value: number, size: 4 | 8): Uint8Array {
  const view = new DataView(new ArrayBuffer(size));
  if (size === 4) view.setFloat32(0, value, true);
  else view.setFloat64(0, value, true);
  return new Uint8Array(view.buffer);
}

function text(value: string, out: Uint8Array[]): void {
  const bytes = utf8(value);
  out.push(long(BigInt(bytes.length)), bytes);
}

/** The decimal's digits behind the point; undefined for a type that is not a decimal. */
export function scaleOf({ type, members }: Schema): number | undefined {
  if (members.get("logicalType") !== "decimal" || (type !== "bytes" && type !== "fixed")) return undefined;
  return Number(wholeOf(members.get("scale") ?? 0n) ?? 0n);
}

/**
 * The value that a person wrote, as the type has it.
 *
 * @throws Malformed with what the type takes
 */
export function valueOf(of: Schema, written: string): Datum["value"] {
  const wrong = (what: string) => new Malformed(`“${written}”: ${what}`);
  switch (of.type) {
    case "string":
      return written;
    case "enum":
      if (!of.symbols.includes(written)) throw wrong(of.symbols.join(", "));
      return written;
    case "boolean":
      if (written !== "true" && written !== "false") throw wrong("true, false");
      return written === "true";
    case "int":
    case "long":
      return number(of, written, wrong);
    case "float":
    case "double":
      if (written.trim() === "" || Number.isNaN(Number(written))) throw wrong("0.5, -3, 1e9");
      return Number(written);
    case "bytes":
    case "fixed":
      return binary(of, written, wrong);
    default:
      throw wrong(of.type);
  }
}

function number(of: Schema, written: string, wrong: (what: string) => Malformed): bigint {
  const value = /^-?\d{1,19}$/.test(written) ? BigInt(written) : timeUnits(of, written);
  const bits = of.type === "int" ? 32 : 64;
  if (value === undefined || value !== BigInt.asIntN(bits, value)) throw wrong(`${String(of.members.get("logicalType") ?? of.type)}, ${bits} bit`);
  return value;
}

/** A date or a time as the page shows it, in the units of its logical type. */
function timeUnits(of: Schema, written: string): bigint | undefined {
  const name = String(of.members.get("logicalType"));
  if (name === "date") {
    const time = parseTime(`${written}T00:00:00Z`);
    return time === undefined ? undefined : time / DAY;
  }
  const parts = /^(time|timestamp|local-timestamp)-(millis|micros|nanos)$/.exec(name);
  const whole = parts?.[1] === "time" ? `1970-01-01T${written}Z` : parts?.[1] === "timestamp" ? written : `${written}Z`;
  const time = parts === null ? undefined : parseTime(whole);
  return time === undefined ? undefined : time / UNITS[parts![2]!]!;
}

function binary(of: Schema, written: string, wrong: (what: string) => Malformed): Uint8Array {
  const scale = scaleOf(of);
  if (scale !== undefined) return decimal(of, written, scale, wrong);
  const digits = written.replace(/^0x/, "");
  if (!/^([0-9a-fA-F]{2})*$/.test(digits)) throw wrong("0x0a1b…");
  const bytes = ofHex(digits);
  if (of.type === "fixed" && bytes.length !== of.size) throw wrong(`${of.size} bytes`);
  return bytes;
}

function decimal(of: Schema, written: string, scale: number, wrong: (what: string) => Malformed): Uint8Array {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(written);
  const fraction = parts?.[3] ?? "";
  if (parts === null || fraction.length > scale) throw wrong(`decimal, ${scale} digits behind the point`);
  const unscaled = BigInt(parts[1]! + parts[2]! + fraction.padEnd(scale, "0"));
  let size = 1;
  while (BigInt.asIntN(8 * size, unscaled) !== unscaled) size++;
  if (of.type === "fixed" && size > of.size) throw wrong(`${of.size} bytes`);
  return bigEndian(unscaled, of.type === "fixed" ? of.size : size);
}
