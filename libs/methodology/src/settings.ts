import type { Numeric } from './numeric.js';
import { fromDecimal, type Rational } from './rational.js';
import type { MissingRule, SchemeDocument, WeightedScoreRule } from './scheme.js';
import { SchemeError } from './scheme-error.js';

/** What the numbers of a scheme are, once its parameters have their values. */
export class Settings {
  constructor(private readonly document: SchemeDocument) {}

  number(numeric: Numeric): Rational {
    return fromDecimal(typeof numeric === 'object' ? this.parameter(numeric.param) : numeric);
  }

  /** As written: `0.95`, `30`. */
  text(numeric: Numeric): string {
    return String(typeof numeric === 'object' ? this.parameter(numeric.param) : numeric);
  }

  /** For days and years, which `incoherences` has found to be whole. */
  integer(numeric: Numeric): number {
    return Number(this.text(numeric));
  }

  missing(rule: WeightedScoreRule['missing']): MissingRule {
    return (typeof rule === 'object' ? this.parameter(rule.param) : rule) as MissingRule;
  }

  /** Minutes east of Greenwich: `+08:00` → 480. */
  get utcOffsetMinutes(): number {
    return offsetMinutes(this.document);
  }

  private parameter(name: string): number | string {
    const parameter = this.document.parameters?.[name];
    if (parameter === undefined)
      throw new SchemeError([{ path: '/parameters', value: undefined, message: `has no ${name}: declare it there.` }]);
    return parameter.default;
  }
}

/** Minutes east of Greenwich of a scheme's calendar: `+08:00` → 480. */
export function offsetMinutes({ utcOffset }: Pick<SchemeDocument, 'utcOffset'>): number {
  const minutes = Number(utcOffset.slice(1, 3)) * 60 + Number(utcOffset.slice(4));
  return utcOffset.startsWith('-') ? -minutes : minutes;
}
