import type { Numeric } from './numeric.js';
import { compare, DECIMAL, fromDecimal, isWhole, type Rational } from './rational.js';
import type { SchemeDocument } from './scheme.js';
import { pointer, type SchemeProblem } from './scheme-error.js';

export type Path = readonly (string | number)[];

/** Collects what is wrong with a scheme's meaning, and which of its parameters, limits and calendars are used. */
export class Findings {
  readonly problems: SchemeProblem[] = [];
  readonly usedParameters = new Set<string>();
  readonly usedLimits = new Set<string>();
  readonly usedCalendars = new Set<string>();

  constructor(readonly document: SchemeDocument) {}

  add(path: Path, value: unknown, message: string): void {
    this.problems.push({ path: pointer(path), value, message });
  }

  /** The value of a number; undefined (and a problem) when it names a parameter that is not there or is no number. */
  number(path: Path, numeric: Numeric): Rational | undefined {
    if (typeof numeric !== 'object') return fromDecimal(numeric);
    const value = this.parameter([...path, 'param'], numeric.param, 'number');
    return value === undefined ? undefined : fromDecimal(value);
  }

  /** As {@link number}, but the value must be a whole number within bounds. */
  whole(path: Path, numeric: Numeric, from: number, to: number): void {
    const value = this.number(path, numeric);
    if (value === undefined) return;
    const fits = isWhole(value) && compare(value, fromDecimal(from)) >= 0 && compare(value, fromDecimal(to)) <= 0;
    if (!fits) this.add(path, this.shown(numeric), `must be a whole number from ${from} to ${to}.`);
  }

  /** As {@link number}, but the value must be within bounds. */
  within(path: Path, numeric: Numeric, from: number, to: number): void {
    const value = this.number(path, numeric);
    if (value === undefined) return;
    if (compare(value, fromDecimal(from)) < 0 || compare(value, fromDecimal(to)) > 0)
      this.add(path, this.shown(numeric), `must lie between ${from} and ${to}.`);
  }

  /** A calendar that is named somewhere must be declared; nothing to say where none is named. */
  calendar(path: Path, name: string | undefined): void {
    if (name === undefined) return;
    const calendars = this.document.calendars ?? {};
    if (Object.hasOwn(calendars, name)) this.usedCalendars.add(name);
    else
      this.add(
        path,
        name,
        `is no calendar of this scheme: declare it under calendars, or use ${listed(Object.keys(calendars))}.`,
      );
  }

  parameter(path: Path, name: string, sort: 'number' | 'word'): number | string | undefined {
    const parameters = this.document.parameters ?? {};
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (parameter === undefined) {
      this.add(
        path,
        name,
        `is no parameter of this scheme: declare it under parameters, or use ${listed(Object.keys(parameters))}.`,
      );
      return undefined;
    }
    this.usedParameters.add(name);
    if ((parameter.choices === undefined) !== (sort === 'number')) {
      this.add(
        path,
        name,
        sort === 'number' ? 'must name a parameter that is a number.' : 'must name a parameter with choices.',
      );
      return undefined;
    }
    // A default that is no number is told where it is declared.
    return sort === 'word' || isDecimal(parameter.default) ? parameter.default : undefined;
  }

  /** What to show of a number: the value itself, or that of its parameter. */
  shown(numeric: Numeric): unknown {
    return typeof numeric === 'object' ? this.document.parameters?.[numeric.param]?.default : numeric;
  }
}

export const isDecimal = (value: number | string): boolean => typeof value === 'number' || DECIMAL.test(value);

export function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none (there is none)' : names.join(', ');
}
