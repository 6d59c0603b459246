/** Avro data as JSON text, with logical types as people write them; where one has no form for a value, the number or the bytes that it is. */
import { avroOf, type Datum, type Schema, signedOf, uuidOf, wholeOf } from "./avro.js";
import { latin1, Malformed } from "./bytes.js";
import { checkSchema } from "./schema.js";
import { durationText, timeText } from "./time.js";

const DAY = 86_400_000_000_000n;
const FIRST_DAY = -365_243_219_162n;
const LAST_DAY = 365_241_780_471n;
const MAX_LONG = (1n << 63n) - 1n;
/** Nanoseconds of what a logical type counts. */
const UNITS: Record<string, bigint> = { millis: 1_000_000n, micros: 1000n, nanos: 1n };
const ESCAPES: Record<string, string> = { '"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** Commitment, ciphertext and tag, behind a version and a key id. */
export const COMMITMENT = 17;
export const CIPHERTEXT = COMMITMENT + 32;
const OVERHEAD = CIPHERTEXT + 16;
const GROUP = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** Whether bytes have the form of protected ones. Others in their place are in clear. */
export function isProtected(bytes: Uint8Array): boolean {
  return bytes.length >= OVERHEAD && bytes[0] === 1;
}

function isHidden(schema: Schema): boolean {
  return schema.type === "bytes" && schema.members.get("logicalType") === "tombolo-protected";
}

/** Who may read a protected value that nobody opened; undefined for every other value. */
export function groupOf({ of, value }: Datum): string | undefined {
  return isHidden(of) && isProtected(value as Uint8Array) ? String(of.members.get("group") ?? null) : undefined;
}

/**
 * The type that a protected value has when it is open.
 *
 * @throws Malformed when its schema does not state it
 */
export function clearType(hidden: Schema): Schema {
  const [group, of] = [hidden.members.get("group"), hidden.members.get("of")];
  if (typeof group !== "string" || of === undefined) throw new Malformed("tombolo-protected: must have the attributes group and of");
  if (!GROUP.test(group)) throw new Malformed("tombolo-protected: a group of another form");
  checkSchema(of);
  const schema = avroOf(of);
  const branches = schema.type === "union" ? schema.branches : [schema];
  if (branches.some((branch) => branch.type === "null")) throw new Malformed("tombolo-protected: has null, which is never protected");
  return schema;
}

/** Bytes in clear in the place of protected ones have their clear type. */
function inClear(hidden: Schema): Schema {
  try {
    const of = clearType(hidden);
    return of.type === "bytes" ? of : hidden;
  } catch (e) {
    if (e instanceof Malformed) return hidden;
    throw e;
  }
}

export function datumJson(datum: Datum): string {
  const group = groupOf(datum);
  if (group !== undefined) return `{"withheld": ${quotedText(group)}}`;
  const of = isHidden(datum.of) ? inClear(datum.of) : datum.of;
  const { value } = datum;
  if (of.type === "record") return object(of.fields.map((field, i) => [field.name, (value as Datum[])[i]!]));
  if (value instanceof Map) return object([...value]);
  if (Array.isArray(value)) return `[${value.map(datumJson).join(", ")}]`;
  const told = decoded(of, value);
  if (told !== undefined) return quotedText(told);
  if (value instanceof Uint8Array) return of.type === "fixed" ? `[${Array.from(new Int8Array(value)).join(", ")}]` : quotedText(latin1(value));
  if (typeof value === "number") return Number.isFinite(value) ? decimalText(value, of.type === "float") : `"${value}"`;
  return typeof value === "string" ? quotedText(value) : String(value);
}

function object(members: [string, Datum][]): string {
  return `{${members.map(([name, member]) => `${quotedText(name)}: ${datumJson(member)}`).join(", ")}}`;
}

function quotedText(text: string): string {
  const escaped = (c: string) => ESCAPES[c] ?? "\\u" + c.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  return `"${text.replace(/["\\\u0000-\u001f\u007f-\u009f\u2000-\u20ff]/g, escaped)}"`;
}

/** As Java writes a float or a double: with a point always, and with an exponent from 10^7 on and below 10^-3. */
function decimalText(value: number, float: boolean): string {
  if (value === 0) return Object.is(value, -0) ? "-0.0" : "0.0";
  const [digits, exponent] = shortest(Math.abs(value), float);
  const sign = value < 0 ? "-" : "";
  if (exponent < -3 || exponent >= 7) return `${sign}${digits[0]}.${digits.slice(1) || "0"}E${exponent}`;
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const padded = digits.padEnd(exponent + 1, "0");
  return `${sign}${padded.slice(0, exponent + 1)}.${padded.slice(exponent + 1) || "0"}`;
}

/** The fewest digits that mean this value, and the exponent of the first one. */
function shortest(value: number, float: boolean): [string, number] {
  let text = value.toExponential();
  for (let digits = 0; float && digits < 9; digits++) {
    text = value.toExponential(digits);
    if (Math.fround(Number(text)) === value) break;
  }
  const [mantissa, exponent] = text.split("e") as [string, string];
  return [mantissa.replace(".", ""), Number(exponent)];
}

/** What a logical type makes of a value; undefined without one that says more than the value. */
function decoded(of: Schema, value: Datum["value"]): string | undefined {
  const name = of.members.get("logicalType");
  if (typeof name !== "string") return undefined;
  if (value instanceof Uint8Array) {
    if (name === "decimal") return decimalOf(of, value);
    return of.type === "fixed" ? fixedText(name, value) : undefined;
  }
  return typeof value === "bigint" || typeof value === "number" ? timed(name, longOf(value)) : undefined;
}

/** As Java makes a long of a number. */
function longOf(value: bigint | number): bigint {
  if (typeof value === "bigint") return value;
  if (Number.isNaN(value)) return 0n;
  if (Math.abs(value) >= 2 ** 63) return value > 0 ? MAX_LONG : -MAX_LONG - 1n;
  return BigInt(Math.trunc(value));
}

/** A decimal whose attributes are wrong is plain bytes. */
function decimalOf(of: Schema, bytes: Uint8Array): string | undefined {
  const precision = wholeOf(of.members.get("precision"));
  const scale = of.members.has("scale") ? wholeOf(of.members.get("scale")) : 0n;
  if (precision === undefined || scale === undefined || precision <= 0n || scale < 0n || scale > precision) return undefined;
  if (precision > 0x7fffffffn || bytes.length === 0 || (of.type === "fixed" && precision > mostDigits(of.size))) return undefined;
  const value = signedOf(bytes);
  const digits = (value < 0n ? -value : value).toString().padStart(Number(scale) + 1, "0");
  const whole = digits.slice(0, digits.length - Number(scale));
  return `${value < 0n ? "-" : ""}${whole}${scale > 0n ? "." + digits.slice(-Number(scale)) : ""}`;
}

/** How many digits every number of so many bytes has room for. */
function mostDigits(bytes: number): bigint {
  return BigInt(Math.floor(Math.log10(2) * (8 * bytes - 1)));
}

function timed(name: string, value: bigint): string | undefined {
  if (name === "date") return value < FIRST_DAY || value > LAST_DAY ? undefined : timeText(value * DAY).replace(/T.*/, "");
  const parts = /^(time|timestamp|local-timestamp)-(millis|micros|nanos)$/.exec(name);
  if (parts === null || name === "time-nanos") return undefined;
  const nanos = value * UNITS[parts[2]!]!;
  if (parts[1] === "timestamp") return timeText(nanos);
  if (parts[1] === "time") return nanos < 0n || nanos >= DAY ? undefined : localText(nanos).replace(/.*T/, "");
  return localText(nanos);
}

/** Without a zone, and with as few digits of a fraction as there are. */
function localText(nanos: bigint): string {
  const text = timeText(nanos).slice(0, -1);
  return text.includes(".") ? text.replace(/0+$/, "") : text;
}

function fixedText(name: string, bytes: Uint8Array): string | undefined {
  if (name === "uuid" && bytes.length >= 16) return uuidOf(bytes.subarray(0, 16));
  if (name !== "duration" || bytes.length < 12) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [months, days, millis] = [0, 4, 8].map((at) => view.getUint32(at, true)) as [number, number, number];
  if (months > 0x7fffffff || days > 0x7fffffff) return undefined;
  const time = millis === 0 ? "" : durationText(BigInt(millis) * UNITS["millis"]!).slice(1);
  const period = `${months > 0 ? months + "M" : ""}${days > 0 ? days + "D" : ""}`;
  return `P${period === "" && time === "" ? "0D" : period}${time}`;
}
