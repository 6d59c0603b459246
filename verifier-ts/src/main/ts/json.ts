/** JSON (RFC 8259) with one spelling per value, and a reader that takes nothing else than it was promised. */
import { ofBase64, Malformed, MAX_LONG, shortened, textOf } from "./bytes.js";
import { type Instant, timeOf } from "./time.js";

/** A number that is not whole; no member that is read here may be one. */
export class Fraction {
  constructor(readonly text: string) {}
}

export type Json = null | boolean | string | bigint | Fraction | Json[] | Map<string, Json>;

const MAX_DEPTH = 12;
const BYTES_FOR_A_TOKEN = 8;
const MAX_NUMBER = 20;
/** Sticky, and made once: they are what a parser does most. */
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const SPACE = /[ \n\t\r]*/y;
const EXACT = /(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?(?![A-Za-z0-9_$.])/y;
const WORD = /(?:true|false|null)(?![A-Za-z0-9_$])/y;

/** What a parser allows. */
export interface Limits {
  depth: number;
  tokens: number;
  digits: number;
  /** Of names that come twice the last one counts; otherwise they are refused. */
  lastCounts?: boolean;
}

/** Reads one object: strict UTF-8, no duplicate names, nothing behind it. */
export function readJson(bytes: Uint8Array, what: string, limit: number): Map<string, Json> {
  if (bytes.length > limit) throw new Malformed(`${what}: ${bytes.length} bytes, limit ${limit}`);
  const text = textOf(bytes);
  if (text === undefined) throw new Malformed(`${what}: not UTF-8 text`);
  const tokens = Math.max(1000, Math.floor(limit / BYTES_FOR_A_TOKEN));
  const value = new Parser(text, what, { depth: MAX_DEPTH, tokens, digits: MAX_NUMBER }).whole();
  if (!(value instanceof Map)) throw new Malformed(`${what}: must be one JSON object`);
  return value;
}

export class Parser {
  private at = 0;
  private tokens = 0;

  constructor(
    private readonly text: string,
    private readonly what: string,
    private readonly limits: Limits,
  ) {}

  whole(): Json {
    this.space();
    const value = this.value(1);
    this.space();
    if (this.at < this.text.length) throw this.wrong();
    return value;
  }

  private value(depth: number): Json {
    const c = this.text[this.at];
    if (c === "{") return this.object(depth);
    if (c === "[") return this.array(depth);
    this.count(1);
    if (c === '"') return this.string();
    if (c === "t" || c === "f" || c === "n") {
      const word = this.match(WORD);
      if (word === "") throw this.wrong();
      return word === "null" ? null : word === "true";
    }
    return this.number();
  }

  private object(depth: number): Json {
    this.enter(depth);
    const members = new Map<string, Json>();
    if (this.closes("}")) return members;
    do {
      this.space();
      if (this.text[this.at] !== '"') throw this.wrong();
      const name = this.string();
      this.space();
      if ((members.has(name) && this.limits.lastCounts !== true) || this.text[this.at++] !== ":") throw this.wrong();
      this.count(1);
      this.space();
      members.set(name, this.value(depth + 1));
    } while (this.continues("}"));
    return members;
  }

  private array(depth: number): Json {
    this.enter(depth);
    const elements: Json[] = [];
    if (this.closes("]")) return elements;
    do {
      this.space();
      elements.push(this.value(depth + 1));
    } while (this.continues("]"));
    return elements;
  }

  private enter(depth: number): void {
    if (depth > this.limits.depth) throw this.tooMuch();
    this.count(2);
    this.at++;
  }

  private closes(end: string): boolean {
    this.space();
    if (this.text[this.at] !== end) return false;
    this.at++;
    return true;
  }

  private continues(end: string): boolean {
    this.space();
    const c = this.text[this.at++];
    if (c !== "," && c !== end) throw this.wrong();
    return c === ",";
  }

  private string(): string {
    this.at++;
    const first = this.match(PLAIN);
    if (this.text[this.at] === '"') {
      this.at++;
      return first;
    }
    const parts = [first];
    for (;;) {
      const c = this.text[this.at];
      if (c === '"') {
        this.at++;
        return parts.join("");
      }
      if (c === "\\") {
        parts.push(this.escaped());
      } else if (c === undefined || c < " ") {
        throw this.wrong();
      } else {
        parts.push(this.match(PLAIN));
      }
    }
  }

  private escaped(): string {
    const c = this.text[this.at + 1] ?? "";
    if (c === "u") {
      const digits = this.text.slice(this.at + 2, this.at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.wrong();
      this.at += 6;
      return String.fromCharCode(parseInt(digits, 16));
    }
    const place = '"\\/bfnrt'.indexOf(c);
    if (place < 0 || c === "") throw this.wrong();
    this.at += 2;
    return '"\\/\b\f\n\r\t'[place]!;
  }

  private number(): Json {
    EXACT.lastIndex = this.at;
    const parts = EXACT.exec(this.text);
    if (parts === null) throw this.wrong();
    this.at = EXACT.lastIndex;
    if (parts[0].length > this.limits.digits) throw this.tooMuch();
    return parts[2] === undefined && parts[3] === undefined ? BigInt(parts[1]!) : new Fraction(parts[0]);
  }

  /** What a sticky expression finds here; nothing for none. */
  private match(expression: RegExp): string {
    expression.lastIndex = this.at;
    const found = expression.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }

  private space(): void {
    const c = this.text.charCodeAt(this.at);
    if (c <= 0x20) this.match(SPACE);
  }

  private count(tokens: number): void {
    this.tokens += tokens;
    if (this.tokens > this.limits.tokens) throw this.tooMuch();
  }

  private tooMuch(): Malformed {
    return new Malformed(
      `${this.what}: nested deeper than ${this.limits.depth}, a number or text too long, or over ${this.limits.tokens} values, names and brackets`,
    );
  }

  private wrong(): Malformed {
    const before = this.text.slice(0, this.at).split("\n");
    return new Malformed(`${this.what}: no JSON at line ${before.length}, column ${before[before.length - 1]!.length + 1}`);
  }
}

/** The one spelling of a value, with a final newline: that of Python's json.dumps(value, indent=2, ensure_ascii=False). */
export function writeJson(value: Json): string {
  const out: string[] = [];
  write(out, value, "\n");
  out.push("\n");
  return out.join("");
}

function write(out: string[], value: Json, newline: string): void {
  const inner = newline + "  ";
  if (value instanceof Map) {
    let before = "{";
    for (const [name, member] of value) {
      out.push(before, inner, quoted(name), ": ");
      write(out, member, inner);
      before = ",";
    }
    out.push(value.size === 0 ? "{}" : newline + "}");
  } else if (Array.isArray(value)) {
    let before = "[";
    for (const element of value) {
      out.push(before, inner);
      write(out, element, inner);
      before = ",";
    }
    out.push(value.length === 0 ? "[]" : newline + "]");
  } else if (typeof value === "string") {
    out.push(quoted(value));
  } else if (value instanceof Fraction) {
    throw new Malformed("a NUMBER has no place here");
  } else {
    out.push(String(value));
  }
}

const SHORT: Record<string, string> = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f" };

export function quoted(text: string): string {
  return `"${text.replace(/["\\\u0000-\u001f]/g, (c) => SHORT[c] ?? "\\u" + c.charCodeAt(0).toString(16).padStart(4, "0"))}"`;
}

/** Takes the members of one object, each once; what is missing, of another type or left over is Malformed. */
export class Fields {
  private readonly members: Map<string, Json>;
  private readonly taken = new Set<string>();

  constructor(
    value: Json,
    readonly what: string,
  ) {
    if (!(value instanceof Map)) throw new Malformed(`${what}: must be an object`);
    this.members = value;
  }

  /** Refuses members that nobody asked for. */
  end(): void {
    for (const name of this.members.keys()) {
      if (!this.taken.has(name)) throw new Malformed(`${this.what}: unknown member '${shortened(name)}'`);
    }
  }

  text(name: string): string {
    return this.asText(this.take(name), name);
  }

  optionalText(name: string): string | undefined {
    const value = this.takeOptional(name);
    return value === undefined ? undefined : this.asText(value, name);
  }

  /** A whole number from 0 to 2^63-1. */
  number(name: string): bigint {
    return this.asNumber(this.take(name), name);
  }

  optionalNumber(name: string): bigint | undefined {
    const value = this.takeOptional(name);
    return value === undefined ? undefined : this.asNumber(value, name);
  }

  bytes(name: string): Uint8Array {
    return this.base64(this.text(name), name);
  }

  optionalBytes(name: string): Uint8Array | undefined {
    const text = this.optionalText(name);
    return text === undefined ? undefined : this.base64(text, name);
  }

  base64(text: string, name: string): Uint8Array {
    return ofBase64(text, `${this.what}.${name}`);
  }

  optionalTime(name: string): Instant | undefined {
    const text = this.optionalText(name);
    return text === undefined ? undefined : timeOf(text, `${this.what}.${name}`);
  }

  object(name: string): Fields {
    return new Fields(this.take(name), `${this.what}.${name}`);
  }

  optionalObject(name: string): Fields | undefined {
    const value = this.takeOptional(name);
    return value === undefined ? undefined : new Fields(value, `${this.what}.${name}`);
  }

  optionalObjects(name: string, limit: number): Fields[] {
    return this.takeOptional(name) === undefined ? [] : this.objects(name, limit);
  }

  objects(name: string, limit: number): Fields[] {
    return this.array(name, limit).map((value, i) => new Fields(value, `${this.what}.${name}[${i}]`));
  }

  texts(name: string, limit: number): string[] {
    return this.array(name, limit).map((value) => this.asText(value, name));
  }

  optionalTexts(name: string, limit: number): string[] {
    return this.takeOptional(name) === undefined ? [] : this.texts(name, limit);
  }

  /** No for null and for no such member. */
  optionalFlag(name: string): boolean {
    const value = this.takeOptional(name);
    if (value !== undefined && typeof value !== "boolean") throw new Malformed(`${this.what}.${name}: must be true or false`);
    return value === true;
  }

  private array(name: string, limit: number): Json[] {
    const value = this.take(name);
    if (!Array.isArray(value)) throw new Malformed(`${this.what}.${name}: must be a list`);
    if (value.length > limit) throw new Malformed(`${this.what}.${name}: ${value.length} elements, limit ${limit}`);
    return value;
  }

  private asText(value: Json, name: string): string {
    if (typeof value !== "string") throw new Malformed(`${this.what}.${name}: must be text`);
    return value;
  }

  private asNumber(value: Json, name: string): bigint {
    if (typeof value !== "bigint" || value < 0n || value > MAX_LONG) {
      throw new Malformed(`${this.what}.${name}: must be a whole number from 0 to 2^63-1`);
    }
    return value;
  }

  private take(name: string): Json {
    const value = this.members.get(name);
    if (value === undefined) throw new Malformed(`${this.what}: no member '${name}'`);
    this.taken.add(name);
    return value;
  }

  private takeOptional(name: string): Json | undefined {
    this.taken.add(name);
    return this.members.get(name) ?? undefined;
  }
}
