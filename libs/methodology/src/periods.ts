import { granularityOf, parsePeriod, type Period, PeriodError, windowTo } from '#assay/service-record';
import type { PeriodRule } from './period-language.js';

/**
 * The period that a question under a scheme is about. `..2024-06-30` (or `..2024-06`) is the scheme's own rolling window to
 * that day; whatever else is written as everywhere.
 *
 * @throws PeriodError when the text is no period, or none that the scheme is meant for.
 */
export function periodUnder(
  { id, periods: rule }: { readonly id: string; readonly periods?: PeriodRule | undefined },
  text: string,
): Period {
  const months = rule?.rolling?.months;
  if (text.startsWith('..')) {
    const { lastDay } = parsePeriod(text.slice(2));
    if (months === undefined)
      throw new PeriodError(
        `${id} has no rolling window of its own: name both ends, such as 2023-07..2024-06, not ${text}.`,
      );
    return windowTo(lastDay, months);
  }
  const period = parsePeriod(text);
  if (rule === undefined) return period;
  const kind = period.code === null ? 'window' : granularityOf(period.code);
  const isOwn =
    kind === 'window' && months !== undefined && windowTo(period.lastDay, months).firstDay === period.firstDay;
  if (isOwn || rule.kinds.includes(kind)) return period;
  throw new PeriodError(`${id} is meant for ${periodWords(rule)}; ${text} is a ${kind}.`);
}

/** `years, quarters, or 12 months to a day (..2024-06-30)`. */
export function periodWords({ kinds, rolling }: PeriodRule): string {
  const words = kinds.map((kind) => PERIOD_PLURALS[kind]);
  if (rolling) words.push(rollingWords(rolling.months));
  return listedWords(words);
}

export const rollingWords = (months: number): string => `windows of ${months} months to a day (..2024-06-30)`;

/** `a, b and c`. */
export const listedWords = (words: readonly string[]): string =>
  words.length === 1 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

/** Kinds of period in English, as in sentences. */
export const PERIOD_PLURALS: Readonly<Record<PeriodRule['kinds'][number], string>> = {
  year: 'years',
  half: 'half-years',
  quarter: 'quarters',
  month: 'months',
  week: 'weeks',
  day: 'days',
  window: 'windows of any days (2023-07..2024-06)',
};
