/** The months and years of days. Remembered: a ledger's days are few (a century has 36,525) and come again and again. */
import { daysOf, type PeriodCode, periodContaining } from '#assay/service-record';

const months = new Map<PeriodCode, PeriodCode>();
const years = new Map<PeriodCode, PeriodCode>();

export function monthOf(day: PeriodCode): PeriodCode {
  let month = months.get(day);
  if (month === undefined) months.set(day, (month = periodContaining('month', daysOf(day)[0])));
  return month;
}

export function yearOf(day: PeriodCode): PeriodCode {
  let year = years.get(day);
  if (year === undefined) years.set(day, (year = periodContaining('year', daysOf(day)[0])));
  return year;
}
