/**
 * A fact: something that happened to a customer, or that the committee decided, as a CloudEvents 1.0 event.
 *
 * This is the plain type inside; at the door the envelope and the data are validated, the data by the classes that the case
 * kinds declare. `time` is when it happened by the source's word (`occurredAt`); when the ledger took it down
 * (`recordedAt`) and where (`position`) are the ledger's and stand beside the fact, not in it.
 */
export interface Fact<D extends object = object> {
  readonly specversion: '1.0';
  /** The sender's id: unique for its `source`. Sent again with the same content it changes nothing. */
  readonly id: string;
  /** URI reference of who says so, e.g. `urn:register:ct-cid`. */
  readonly source: string;
  /** Type and version, e.g. `complaint.filed.v1`. */
  readonly type: string;
  /** The case, which is also the stream: `<kind>/<key>`, e.g. `complaint/ct-cid/7005690/GEICO Indemnity Company`. */
  readonly subject: string;
  /** When it happened: a canonical timestamp (see `transparency`). */
  readonly time: string;
  readonly data: D;
  /** CloudEvents extension attributes (lower-case letters and digits), kept as sent. `simulated: true` marks made-up facts. */
  readonly [extension: string]: unknown;
}

/** `complaint.filed.v1` → `['complaint.filed', 1]`; undefined when the text is no versioned type. */
export function splitType(type: string): readonly [name: string, version: number] | undefined {
  const [, name, version] = /^([a-z][a-z-]*\.[a-z][a-z-]*)\.v([1-9]\d{0,3})$/.exec(type) ?? [];
  return name === undefined ? undefined : [name, Number(version)];
}

/**
 * Milliseconds since the epoch of a canonical timestamp. The door has seen to the spelling, so the digits are taken as they
 * stand: ten times faster than `Date.parse`, which would be a quarter of folding a case.
 */
export function epochMs(time: string): number {
  const digit = (at: number): number => time.charCodeAt(at) - 48;
  const two = (at: number): number => digit(at) * 10 + digit(at + 1);
  const month = two(5);
  // Years that begin in March put the leap day at their end (H. Hinnant, "chrono-compatible low-level date algorithms").
  const year = two(0) * 100 + two(2) - (month <= 2 ? 1 : 0);
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + two(8) - 1;
  const day =
    year * 365 + Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400) + dayOfYear - DAYS_TO_1970;
  const seconds = ((day * 24 + two(11)) * 60 + two(14)) * 60 + two(17);
  return seconds * 1_000 + digit(20) * 100 + two(21);
}

/** From 1 March of year 0 to 1 January 1970. */
const DAYS_TO_1970 = 719_468;
