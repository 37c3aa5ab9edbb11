/** How the part of a scheme that says what is added up is said in one language. */
export interface TermWording {
  readonly term: (addition: string, condition: string | null, attribution: string) => string;
  readonly count: (kind: string) => string;
  readonly days: (calendar: string | null, from: string, to: string, kind: string) => string;
  readonly time: (unit: 'hours' | 'minutes' | 'seconds', from: string, to: string, kind: string) => string;
  readonly sum: (attribute: string, unit: string | null, kind: string) => string;
  readonly onDay: (instant: string) => string;
  readonly forPeriod: (attribute: string) => string;
  readonly onLimit: (limit: string) => string;
  readonly monthsAfter: (months: number, instant: string) => string;
  readonly standing: (from: string, until: string | null) => string;
  readonly and: string;
  readonly or: string;
  readonly not: (condition: string) => string;
  readonly status: (statuses: string) => string;
  readonly limitIs: (limit: string, is: 'kept' | 'broken') => string;
  readonly withinLimit: (instant: string, limit: string) => string;
  readonly samePeriod: (instants: string, period: string) => string;
  readonly daysBetween: (calendar: string | null, from: string, to: string, bounds: string) => string;
  readonly hoursBetween: (from: string, to: string, bounds: string) => string;
  readonly equals: (attribute: string, value: string) => string;
  readonly includes: (attribute: string, value: string) => string;
  readonly exists: (attribute: string, known: boolean) => string;
  readonly is: (attribute: string, bounds: string) => string;
  readonly bound: Readonly<Record<'atLeast' | 'above' | 'atMost' | 'below', (value: string) => string>>;
  readonly limitHours: (hours: string, from: string) => string;
  readonly limitDays: (days: string, calendar: string | null, from: string) => string;
  readonly limitIf: (step: string, condition: string) => string;
  readonly limitEnds: (stated: string | null, steps: readonly string[]) => string;
  readonly limitMet: (instant: string) => string;
  readonly limitAtRisk: (share: string) => string;
  readonly allWorked: string;
  readonly neverWorked: (days: string) => string;
  readonly daysOff: (days: string) => string;
  readonly workedInstead: (days: string) => string;
}
