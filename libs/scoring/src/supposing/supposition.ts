/** What may be supposed, as it is asked for and as it is told back. */
import { SuppositionError } from './supposition-errors.js';
import type { Consequence } from './case-steps.js';

/** Any of these makes a question one about what would be. */
export interface SuppositionQuery {
  /** Cases left out as a whole: `complaint/ct-cid/7005690/GEICO Indemnity Company`. */
  readonly withoutCase?: readonly string[] | undefined;
  /** Events left out: by position (`12345`), by id, or `CASE#ID` where several cases have an event of that id. */
  readonly withoutEvent?: readonly string[] | undefined;
  /** CloudEvents sources of which every event is left out. */
  readonly withoutSource?: readonly string[] | undefined;
  /** Other values in the rulebook, `PATH=VALUE`: a parameter's name, or a JSON Pointer to a number or word of it. */
  readonly set?: readonly string[] | undefined;
  /** Another version of the same scheme. */
  readonly schemeVersion?: number | undefined;
}

/** How far the work on a large supposition has come; nothing of the question hangs on it. */
export interface SuppositionWork {
  readonly onProgress?: ((progress: SuppositionProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface SuppositionProgress {
  /** `looking`: for events in the log; `counting`: the cases are counted again. */
  readonly step: 'looking' | 'counting';
  /** Events done, of so many. */
  readonly done: number;
  readonly of: number;
}

export interface Supposition {
  readonly kind: 'without-case' | 'without-event' | 'without-source' | 'set' | 'scheme-version';
  /** The case, event (as `CASE#ID`), source, `PATH=VALUE`, or version. */
  readonly what: string;
  readonly text: string;
}

/** One figure without and with the supposition; null where it does not apply. */
export interface FromTo<T> {
  readonly from: T | null;
  readonly to: T | null;
}

/** A unit whose own figures, score, grade, rank or state are other under the supposition. */
export interface Change {
  readonly unit: string;
  readonly name: string;
  readonly score: FromTo<string>;
  readonly grade: FromTo<string>;
  readonly rank: FromTo<number>;
  readonly state: FromTo<string>;
  /** Values of its measures that are other. */
  readonly measures: Readonly<Record<string, FromTo<string>>>;
}

/** An answer under a supposition, beside the same document without it. */
export interface Supposed<T> {
  readonly suppositions: readonly Supposition[];
  /** What else falls with what is left out; at most 1,000 are told, in order of case and position. */
  readonly consequences: readonly Consequence[];
  /** How many there are in all. */
  readonly consequenceCount: number;
  readonly actual: T;
  /** Everyone who is moved, in the board's order; those who are no longer on it last. */
  readonly changes: readonly Change[];
}

/** Whether anything is supposed at all. */
export function isSupposing({
  withoutCase,
  withoutEvent,
  withoutSource,
  set,
  schemeVersion,
}: SuppositionQuery): boolean {
  return schemeVersion !== undefined || [withoutCase, withoutEvent, withoutSource, set].some((list) => list?.length);
}

/** `plus-cap=3` → the path and its value. @throws SuppositionError */
export function settingsOf(set: readonly string[] = []): Record<string, string> {
  const values = new Map<string, string>();
  for (const setting of set) {
    const equals = setting.indexOf('=');
    if (equals <= 0 || equals === setting.length - 1)
      throw new SuppositionError(
        `"${setting.slice(0, 200)}" sets nothing: write PATH=VALUE, such as plus-cap=3 or /measures/0/weight=12.`,
      );
    const path = setting.slice(0, equals).trim();
    const value = setting.slice(equals + 1).trim();
    const before = values.get(path);
    if (before !== undefined && before !== value)
      throw new SuppositionError(`${path} is set to ${before} and to ${value}: set it once.`);
    values.set(path, value);
  }
  return Object.fromEntries(values);
}
