import type { CaseCoherence, SpokenKind } from './case-coherence.js';
import type { Condition } from './condition.js';
import type { Findings, Path } from './findings.js';
import type { Numeric } from './numeric.js';
import { compare, fromDecimal, isWhole, multiply, signOf } from './rational.js';
import type { LimitRule } from './term.js';

/** Checks time limits: that each has a length for every case that it takes, and instants that such cases have. */
export class LimitCoherence {
  constructor(
    private readonly findings: Findings,
    private readonly cases: CaseCoherence,
  ) {}

  limit(path: Path, limit: LimitRule): void {
    const { findings, cases } = this;
    const kind = cases.kind([...path, 'case'], limit.case);
    const { hours = [], days = [] } = limit;
    if (hours.length + days.length === 0) findings.add(path, undefined, 'has no length: give it days or hours.');
    hours.forEach((step, index) => {
      this.hours([...path, 'hours', index, 'within'], step.within);
      this.when(
        [...path, 'hours', index],
        step.when,
        kind,
        limit.case,
        index === hours.length - 1 && days.length === 0,
      );
    });
    days.forEach((step, index) => {
      const at = [...path, 'days', index];
      findings.whole([...at, 'within'], step.within, 0, 3660);
      findings.calendar([...at, 'calendar'], step.calendar);
      this.when(at, step.when, kind, limit.case, index === days.length - 1);
    });
    this.atRisk([...path, 'atRisk'], limit);
    if (kind === undefined) return;
    cases.attribute([...path, 'from'], kind, limit.from, ['instant']);
    if (limit.stated !== undefined) cases.attribute([...path, 'stated'], kind, limit.stated, ['instant']);
    if (limit.met === undefined) return;
    cases.attribute([...path, 'met'], kind, limit.met, ['instant']);
    if (limit.met === limit.from)
      findings.add([...path, 'met'], limit.met, 'is where the limit begins: name the instant that meets it.');
  }

  private when(
    path: Path,
    when: Condition | undefined,
    kind: SpokenKind | undefined,
    kindName: string,
    isLast: boolean,
  ): void {
    if (when === undefined) {
      if (!isLast)
        this.findings.add(path, undefined, 'takes every case, so that no step after it is reached: put it last.');
    } else if (mentionsLimit(when))
      this.findings.add(
        [...path, 'when'],
        undefined,
        'refers to a limit, so that limits could go round in circles: say it by attributes.',
      );
    else if (kind) this.cases.condition([...path, 'when'], kind, kindName, when);
  }

  private hours(path: Path, within: Numeric): void {
    const value = this.findings.number(path, within);
    if (value === undefined) return;
    const inMinutes = isWhole(multiply(value, fromDecimal(60)));
    if (!inMinutes || signOf(value) < 0 || compare(value, MOST_HOURS) > 0)
      this.findings.add(
        path,
        this.findings.shown(within),
        'must be hours in whole minutes, from 0 to 87840: 24, "0.5".',
      );
  }

  private atRisk(path: Path, { atRisk, met }: LimitRule): void {
    if (atRisk === undefined) return;
    this.findings.within(path, atRisk, 0, 1);
    if (met === undefined)
      this.findings.add(path, this.findings.shown(atRisk), 'has no use while nothing meets the limit: add met.');
  }
}

/** Ten years of 366 days. */
const MOST_HOURS = fromDecimal(87_840);

function mentionsLimit(condition: Condition): boolean {
  if ('all' in condition) return condition.all.some(mentionsLimit);
  if ('any' in condition) return condition.any.some(mentionsLimit);
  return 'not' in condition ? mentionsLimit(condition.not) : 'limit' in condition;
}
