/** The periods that a webhook watches at a moment. */
import type { SchemeDocument } from '#assay/methodology';
import { dayOf, daysOf, formatPeriod, type Granularity, periodContaining } from '#assay/service-record';
import { isMoving } from './webhook.js';

/** As written: the very period named; of a moving one the running period and the one before it, by the scheme's own clock. */
export function watchedPeriods(
  period: string,
  { utcOffset }: Pick<SchemeDocument, 'utcOffset'>,
  now: number,
): readonly string[] {
  if (!isMoving(period)) return [period];
  const granularity: Granularity = period;
  const running = periodContaining(granularity, dayOf(now, minutesOf(utcOffset)));
  const before = periodContaining(granularity, daysOf(running)[0] - 1);
  return [formatPeriod(before), formatPeriod(running)];
}

/** `+08:00` → 480. */
function minutesOf(offset: string | undefined): number {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(offset ?? '') ?? [];
  return (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * (sign === '-' ? -1 : 1);
}
