/**
 * The year of the made-up market: how much happens on which day, on the calendar of China (UTC+08:00, no summer time).
 * Weights are relative and plausible, not measured.
 */
import { dayOf } from '#assay/service-record';

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;

const UTC_OFFSET_MINUTES = 480;

/** Day since 1970-01-01 in China. */
export const chinaDay = (epochMs: number): number => dayOf(epochMs, UTC_OFFSET_MINUTES);

/** Instant at which a day begins in China. */
export const startOfDay = (day: number): number => day * DAY_MS - UTC_OFFSET_MINUTES * MINUTE_MS;

/** Instant at which a year, or one of its quarters (1–4; 5 is the next year's first), begins in China. */
export const startOfQuarter = (year: number, quarter: number): number =>
  Date.UTC(year, (quarter - 1) * 3, 1) - UTC_OFFSET_MINUTES * MINUTE_MS;

export const startOfYear = (year: number): number => startOfQuarter(year, 1);

export const chinaYear = (epochMs: number): number =>
  new Date(epochMs + UTC_OFFSET_MINUTES * MINUTE_MS).getUTCFullYear();

/** What shapes a day. */
export interface DayShape {
  readonly day: number;
  /** How many cases open, all kinds together, relative to an ordinary Wednesday. */
  readonly weight: number;
  /** Claims relative to other kinds: road traffic in the autumn holidays, ice in January, storms in summer. */
  readonly claims: number;
  /** Share of claims that a typhoon moves to the coast. */
  readonly typhoon: number;
  /** Complaints relative to other kinds: high around 15 March, consumer-rights day. */
  readonly complaints: number;
}

const MONTH_WEIGHT = [1.02, 0.78, 1.06, 1.0, 0.98, 1.0, 1.06, 1.08, 1.04, 0.94, 1.0, 1.08];
const WEEKDAY_WEIGHT = [1.08, 1.04, 1.0, 1.0, 1.02, 0.66, 0.58]; // Monday first
const MONTH_CLAIMS = [1.12, 1.0, 0.92, 0.92, 0.96, 1.0, 1.14, 1.2, 1.1, 1.08, 0.96, 1.02];

export function shapeOfDay(day: number): DayShape {
  const date = new Date(day * DAY_MS);
  const month = date.getUTCMonth();
  const dayOfMonth = date.getUTCDate();
  const weekday = WEEKDAY_WEIGHT[(date.getUTCDay() + 6) % 7] ?? 1;
  const nationalHoliday = month === 9 && dayOfMonth <= 7;
  const typhoonSeason = month >= 6 && month <= 8;
  const consumerRights = month === 2 && dayOfMonth >= 10 && dayOfMonth <= 24;
  return {
    day,
    weight: (MONTH_WEIGHT[month] ?? 1) * (nationalHoliday ? 0.62 : weekday),
    claims: (MONTH_CLAIMS[month] ?? 1) * (nationalHoliday ? 1.7 : 1),
    typhoon: typhoonSeason ? 0.35 : 0,
    complaints: consumerRights ? 1.6 : 1,
  };
}
