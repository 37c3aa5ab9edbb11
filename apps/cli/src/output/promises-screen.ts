/** Promises for people: how many of each step are in each state, then case by case, the most urgent first. */
import { csvLine } from '#assay/delivery/csv';
import type { PromisePage, PromiseState, ToldPromise } from '#assay/scoring';

import { showExact } from './figure.js';
import { type Language, say, type TextName } from './language.js';
import { dayOrInstant, heading, instant, moment, sourceLines } from './screen.js';
import { fitTable } from './table.js';

export interface PromisesOnScreen {
  readonly page: PromisePage;
  readonly language: Language;
  readonly width: number;
}

export function promisesScreen({ page, language, width }: PromisesOnScreen): string {
  const { scheme, version, unit, at, knownAt, steps, promises, simulated } = page;
  const facts = [...(unit === null ? [] : [unit]), say(language, 'clocksAt', { time: instant(at) })];
  const lines = [
    heading({ title: `${scheme}@${version}`, facts, simulated }, language, width),
    moment(knownAt, language),
    ...sourceLines(page, language, width),
    '',
    countsTable(steps, language, width),
    '',
    promises.length > 0 ? promisesTable(promises, language, width) : say(language, 'noPromises'),
  ];
  return `${lines.join('\n')}\n`;
}

function countsTable(steps: PromisePage['steps'], language: Language, width: number): string {
  const counts = ['overdue', 'aboutToBreak', 'running', 'metLate', 'kept'] as const;
  const total = (name: (typeof counts)[number]): number => steps.reduce((sum, step) => sum + step[name], 0);
  return fitTable(
    [
      {
        heading: say(language, 'step'),
        align: 'left',
        flexible: true,
        cells: steps.map(({ step }) => step),
        total: say(language, 'total'),
      },
      ...counts.map((name) => ({
        heading: say(language, name),
        align: 'right' as const,
        cells: steps.map((step) => showExact(step[name])),
        total: showExact(total(name)),
      })),
    ],
    width,
  ).text;
}

const STATE_TEXTS: Readonly<Record<PromiseState, TextName>> = {
  broken: 'broken',
  'about-to-break': 'aboutToBreak',
  running: 'running',
  kept: 'kept',
};

function promisesTable(promises: readonly ToldPromise[], language: Language, width: number): string {
  const column = (name: TextName, cell: (promise: ToldPromise) => string) => ({
    heading: say(language, name),
    align: 'left' as const,
    cells: promises.map(cell),
  });
  return fitTable(
    [
      column('state', ({ state }) => say(language, STATE_TEXTS[state])),
      column('step', ({ step }) => step),
      { ...column('case', ({ case: id }) => id), flexible: true },
      column('limitEnds', ({ endsAt }) => dayOrInstant(endsAt)),
      column('timeLeft', (promise) => timeLeft(promise, language)),
      { ...column('unit', ({ unit }) => unit), flexible: true, optional: true },
    ],
    width,
  ).text;
}

/** How long until it breaks, how long it is overdue, or how late it was met; nothing for one that was kept. */
function timeLeft({ state, minutesLeft }: ToldPromise, language: Language): string {
  if (state === 'kept') return '';
  const minutes = Math.abs(minutesLeft);
  const days = Math.floor(minutes / 1_440);
  const hours = Math.floor((minutes % 1_440) / 60);
  // The two largest units say enough.
  const parts = days > 0 ? { days, hours } : { hours, minutes: minutes % 60 };
  const time = new Intl.DurationFormat(language, { style: 'narrow' }).format(parts);
  return say(language, state === 'broken' ? 'over' : 'left', { time: time === '' ? '0' : time });
}

export const PROMISE_CSV_HEAD = csvLine([
  'state',
  'step',
  'case',
  'unit',
  'startedAt',
  'atRiskFrom',
  'endsAt',
  'metAt',
  'minutesLeft',
  'position',
]);

export function promiseCsv(promise: ToldPromise): string {
  const { state, step, case: id, unit, startedAt, atRiskFrom, endsAt, metAt, minutesLeft, position } = promise;
  return csvLine([state, step, id, unit, startedAt, atRiskFrom, endsAt, metAt, minutesLeft, position]);
}
