import type { Slot } from '#assay/methodology';
import { daysOf, granularityOf, type PeriodCode, periodContaining } from '#assay/service-record';
export function totalsPeriods({ attribution }: Slot, period: PeriodCode): readonly PeriodCode[] {
  if (attribution === 'span' || granularityOf(period) !== 'day') return [period];
  const [first] = daysOf(period);
  return [periodContaining('year', first), periodContaining('month', first)];
}
