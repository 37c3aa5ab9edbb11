/**
 * The courses of cases, packed: what each event made of its case, told by what is otherwise than before. Of facts themselves
 * nothing is kept, so that going through a course again reads no event, parses none and asks no life cycle.
 */
import { type AttributeType, type AttributeValue, caseKinds, type MeasuredCase } from '#assay/service-record';

import { PackedReader, PackedWriter } from '../sqlite/packed-bytes.js';

/** How a value is written; it stands in the lowest bits beside the number of its attribute. */
const TAGS = 16;
const [ABSENT, NUMBER, INSTANT, SAME_INSTANT, TEXT, DECIMAL, YES, NO, LIST] = [0, 1, 2, 3, 4, 5, 6, 7, 8] as const;

/** What a step changes beside attributes, in the lowest bits beside how many of these there are. */
const FLAGS = 4;
const [STATUS, UNIT] = [1, 2];

/** Instead of the number of a known text: it is written out. */
const WRITTEN_OUT = 0;

/** Texts that come again and again, by numbers from 1 on. */
export interface KeptTexts {
  /** Undefined for one that is not kept. */
  keyOf(text: string): number | undefined;
}

type AttributeColumn = readonly [name: string, type: AttributeType];

/** The attributes of a kind of case, in an order of their own. */
export function attributesOf(kind: string): readonly AttributeColumn[] {
  return Object.entries(caseKinds.get(kind)?.attributes ?? {}).map(([name, { type }]) => [name, type] as const);
}

/** Packs steps of cases of one kind one after another, in order of position. */
export class CoursePacker {
  private readonly writer = new PackedWriter();
  private position = 0;
  private instant = 0;
  private readonly names: readonly string[];
  private readonly types: readonly AttributeType[];
  /** By their numbers, those that the step at hand changes. */
  private readonly changed: number[] = [];

  constructor(
    attributes: readonly AttributeColumn[],
    private readonly texts: KeptTexts,
  ) {
    this.names = attributes.map(([name]) => name);
    this.types = attributes.map(([, type]) => type);
  }

  /**
   * @param first position of the case's first event: by this it is known
   * @param before null for its first event
   * @returns false, with nothing written, where a number is none that can be
   */
  step(
    first: number,
    { position, stream }: { readonly position: number; readonly stream: string },
    before: MeasuredCase | null,
    after: MeasuredCase,
  ): boolean {
    const { writer, changed } = this;
    const [was, is] = [before?.attributes ?? NO_ATTRIBUTES, after.attributes];
    changed.length = 0;
    const { names } = this;
    for (let index = 0; index < names.length; index++) {
      const name = names[index] ?? '';
      const value = is[name];
      if (value === was[name]) continue;
      if (typeof value === 'number' && !Number.isSafeInteger(value)) return false;
      changed.push(index);
    }
    writer.unsigned(position - this.position);
    this.position = position;
    writer.unsigned(position - first);
    if (before === null) writer.text(stream);
    const flags = (before?.status === after.status ? 0 : STATUS) + (before?.unit === after.unit ? 0 : UNIT);
    writer.unsigned(changed.length * FLAGS + flags);
    if (flags & STATUS) this.text(after.status);
    if (flags & UNIT) this.text(after.unit);
    for (const index of changed) this.value(index * TAGS, is[names[index] ?? ''], this.types[index] ?? 'text');
    return true;
  }

  /** What was written since the last call. */
  take(): Uint8Array {
    this.position = this.instant = 0;
    return this.writer.take();
  }

  private value(attribute: number, value: AttributeValue | undefined, type: AttributeType): void {
    const { writer } = this;
    if (typeof value === 'number') {
      const { instant } = this;
      if (type === 'instant') this.instant = value;
      if (value === instant) writer.unsigned(attribute + SAME_INSTANT);
      else {
        writer.unsigned(attribute + (type === 'instant' ? INSTANT : NUMBER));
        writer.signed(type === 'instant' ? value - instant : value);
      }
    } else if (typeof value === 'string') {
      const digits = type === 'decimal' ? digitsOf(value) : undefined;
      writer.unsigned(attribute + (digits === undefined ? TEXT : DECIMAL));
      if (digits === undefined) this.text(value);
      else {
        const point = value.indexOf('.');
        writer.unsigned(point < 0 ? 0 : value.length - point - 1);
        writer.signed(digits);
      }
    } else if (value === undefined) writer.unsigned(attribute + ABSENT);
    else if (typeof value === 'boolean') writer.unsigned(attribute + (value ? YES : NO));
    else {
      writer.unsigned(attribute + LIST);
      writer.unsigned(value.length);
      for (const each of value) this.text(each);
    }
  }

  private text(text: string): void {
    const key = this.texts.keyOf(text);
    this.writer.unsigned(key ?? WRITTEN_OUT);
    if (key === undefined) this.writer.text(text);
  }
}

const NO_ATTRIBUTES: MeasuredCase['attributes'] = {};

/** What a reader wants to know of the cases of a kind. */
export interface WantedCourse {
  /** Attributes by their numbers; null for one that nobody asks for. */
  readonly names: readonly (string | null)[];
  /** By their numbers. */
  readonly texts: readonly string[];
}

/** What one event made of a case. */
export interface ReadStep {
  position: number;
  first: number;
  /** Of the first event of a case, else null. */
  stream: string | null;
  /** Null where it is as before. */
  status: string | null;
  unit: string | null;
}

/** Reads what a {@link CoursePacker} wrote, step by step. */
export class CourseReader implements ReadStep {
  position = 0;
  first = 0;
  stream: string | null = null;
  status: string | null = null;
  unit: string | null = null;
  private readonly reader: PackedReader;
  private instant = 0;
  private changed = 0;

  constructor(
    packed: Uint8Array,
    private readonly wanted: WantedCourse,
  ) {
    this.reader = new PackedReader(packed);
  }

  /** Goes on to the next step, whose attributes are to be taken before the one after it. @returns false when there is none up to a position */
  next(upTo: number): boolean {
    const { reader } = this;
    if (reader.isAtEnd) return false;
    this.position += reader.unsigned();
    if (this.position > upTo) return false;
    const since = reader.unsigned();
    this.first = this.position - since;
    this.stream = since === 0 ? reader.text() : null;
    const head = reader.unsigned();
    this.changed = Math.floor(head / FLAGS);
    this.status = head & STATUS ? this.text() : null;
    this.unit = head & UNIT ? this.text() : null;
    return true;
  }

  /** The attributes after the step; the very same where none that is wanted has changed. */
  attributes(before: MeasuredCase['attributes']): MeasuredCase['attributes'] {
    let after: Record<string, AttributeValue | undefined> | undefined;
    for (let left = this.changed; left > 0; left--) {
      const code = this.reader.unsigned();
      const value = this.value(code % TAGS);
      const name = this.wanted.names[Math.floor(code / TAGS)];
      if (typeof name === 'string') (after ??= { ...before })[name] = value;
    }
    return after ?? before;
  }

  private value(tag: number): AttributeValue | undefined {
    const { reader } = this;
    switch (tag) {
      case SAME_INSTANT:
        return this.instant;
      case INSTANT:
        return (this.instant += reader.signed());
      case NUMBER:
        return reader.signed();
      case TEXT:
        return this.text();
      case DECIMAL:
        return decimalOf(reader.unsigned(), reader.signed());
      case YES:
        return true;
      case NO:
        return false;
      case LIST:
        return Array.from({ length: reader.unsigned() }, () => this.text());
      default:
        return undefined;
    }
  }

  private text(): string {
    const key = this.reader.unsigned();
    if (key === WRITTEN_OUT) return this.reader.text();
    const text = this.wanted.texts[key];
    if (text === undefined)
      throw new RangeError(
        `The courses of cases name a text ${key} that is not kept. Stop what runs and delete scores/courses.db (-wal, -shm): it is made again from the log.`,
      );
    return text;
  }
}

/**
 * A decimal without its point, where that and the number of its decimals tell how it was written; undefined for one that begins
 * with zeros, is a negative zero or too long, and for what is no decimal.
 */
function digitsOf(text: string): number | undefined {
  const isNegative = text.charCodeAt(0) === MINUS;
  const begin = isNegative ? 1 : 0;
  if (text.length - begin > LONGEST_DECIMAL) return undefined;
  let digits = 0;
  let point = -1;
  for (let at = begin; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === POINT && point < 0 && at > begin) point = at;
    else if (code >= ZERO && code <= ZERO + 9) digits = digits * 10 + code - ZERO;
    else return undefined;
  }
  const whole = (point < 0 ? text.length : point) - begin;
  if (whole === 0 || point === text.length - 1) return undefined;
  if (whole > 1 && text.charCodeAt(begin) === ZERO) return undefined;
  if (isNegative && digits === 0) return undefined;
  return isNegative ? -digits : digits;
}

/** Fifteen digits, which are exact, and a point. */
const LONGEST_DECIMAL = 16;
const [MINUS, POINT, ZERO] = [45, 46, 48];

function decimalOf(decimals: number, digits: number): string {
  if (decimals === 0) return String(digits);
  const text = String(Math.abs(digits)).padStart(decimals + 1, '0');
  return `${digits < 0 ? '-' : ''}${text.slice(0, -decimals)}.${text.slice(-decimals)}`;
}
