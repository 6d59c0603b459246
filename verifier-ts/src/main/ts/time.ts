/** Moments as nanoseconds since 1970, in the spelling that evidence and verdicts have. */
import { Malformed, shortened } from "./bytes.js";

export type Instant = bigint;

const NANOS = 1_000_000_000n;
const TIME = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,9}))?Z$/;

export function ofMillis(millis: bigint): Instant {
  return millis * 1_000_000n;
}

export function ofSeconds(seconds: bigint): Instant {
  return seconds * NANOS;
}

/** As 2026-01-31T12:00:00Z, with at most nine digits of a fraction; undefined for what is no such time. */
export function parseTime(text: string): Instant | undefined {
  const parts = TIME.exec(text);
  if (parts === null) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const seconds = moment(year, month, day, hour, minute, second);
  return seconds === undefined ? undefined : seconds * NANOS + BigInt((parts[7] ?? "").padEnd(9, "0"));
}

/** Seconds since 1970; undefined for a day that no calendar has. */
export function moment(year: number, month: number, day: number, hour: number, minute: number, second: number): bigint | undefined {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const same = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour;
  return same && minute < 60 && second < 60 ? BigInt(date.getTime()) / 1000n : undefined;
}

export function timeOf(text: string, what: string): Instant {
  const time = parseTime(text);
  if (time === undefined) throw new Malformed(`${what}: '${shortened(text)}', must be a time as 2026-01-31T12:00:00Z`);
  return time;
}

/** Seconds always, fractions in threes of digits and no three zeros at the end. */
export function timeText(time: Instant): string {
  let seconds = time / NANOS;
  let nanos = time % NANOS;
  if (nanos < 0n) {
    nanos += NANOS;
    seconds -= 1n;
  }
  let fraction = nanos.toString().padStart(9, "0");
  while (fraction.endsWith("000")) fraction = fraction.slice(0, -3);
  return `${daysText(seconds)}${fraction === "" ? "" : "." + fraction}Z`;
}

/** Date and time of any second that Java's Instant has: a Date ends 275,000 years from now. */
function daysText(seconds: bigint): string {
  const era = 146_097n * 86_400n; // 400 years
  let turns = seconds / era;
  let rest = seconds % era;
  if (rest < 0n) {
    rest += era;
    turns -= 1n;
  }
  const date = new Date(Number(rest) * 1000);
  const year = turns * 400n + BigInt(date.getUTCFullYear());
  const size = (year < 0n ? -year : year).toString().padStart(4, "0");
  const sign = year < 0n ? "-" : year > 9999n ? "+" : "";
  return sign + size + date.toISOString().slice(4, 19);
}

/** As Java writes a Duration below a day. */
export function durationText(nanos: bigint): string {
  if (nanos === 0n) return "PT0S";
  const seconds = nanos / NANOS;
  const [hours, minutes, rest] = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n];
  const fraction = (nanos % NANOS).toString().padStart(9, "0").replace(/0+$/, "");
  const last = rest === 0n && fraction === "" ? "" : `${rest}${fraction === "" ? "" : "." + fraction}S`;
  return `PT${hours > 0n ? hours + "H" : ""}${minutes > 0n ? minutes + "M" : ""}${last}`;
}
