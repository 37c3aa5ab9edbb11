/**
 * A fact: something that happened to a customer, or that the committee decided, as a CloudEvents 1.0 event.
 *
 * This is the plain type inside; at the door the envelope and the data are validated by the class-validator DTOs that the
 * case kinds declare. `time` is when it happened by the source's word (`occurredAt`); when the ledger took it down
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
