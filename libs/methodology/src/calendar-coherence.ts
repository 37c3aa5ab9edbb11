import { PeriodError } from '#assay/service-record';
import type { CalendarRule } from './calendar.js';
import type { Findings, Path } from './findings.js';
import { WEEKDAYS } from './weekdays.js';
import { spanOf, weekdayOf } from './working-days.js';

/** Checks a calendar: that its days exist, each is said once, and every make-up working day would be free without it. */
export function calendarProblems(findings: Findings, path: Path, rule: CalendarRule): void {
  const off = days(findings, [...path, 'holidays'], rule.holidays ?? []);
  const worked = days(findings, [...path, 'workdays'], rule.workdays ?? []);
  for (const [day, at] of worked) {
    const text = dayText(day);
    if (off.has(day)) findings.add(at, text, 'is a holiday as well: say one or the other.');
    else if (!rule.weekend.includes(WEEKDAYS[weekdayOf(day)] ?? 'monday'))
      findings.add(at, text, 'is a working day anyway: only days of a weekend are worked instead.');
  }
}

/** Every day that the entries name, with the entry that does. */
function days(findings: Findings, path: Path, entries: readonly string[]): Map<number, Path> {
  const named = new Map<number, Path>();
  entries.forEach((entry, index) => {
    const at = [...path, index];
    try {
      const { first, last } = spanOf(entry);
      if (last - first > 366) {
        findings.add(at, entry, 'spans more than a year: list days off year by year.');
        return;
      }
      for (let day = first; day <= last; day++) {
        if (named.has(day)) findings.add(at, dayText(day), 'is listed twice.');
        named.set(day, at);
      }
    } catch (error) {
      if (!(error instanceof PeriodError)) throw error;
      findings.add(at, entry, 'must be a day that exists, or days of which the first is not after the last.');
    }
  });
  return named;
}

const dayText = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
