/** Facts for tests, written as briefly as a scenario reads. */
import type { Fact } from '#assay/service-record';

let sent = 0;

/** A fact about a case; `time` is a day (its midnight) or a canonical timestamp. */
export function fact(subject: string, type: string, time: string, data: object = {}, id?: string): Fact {
  sent += 1;
  return {
    specversion: '1.0',
    id: id ?? `fact-${sent}`,
    source: 'urn:test',
    type: `${type}.v1`,
    subject,
    time: time.length === 10 ? `${time}T00:00:00.000Z` : time,
    data,
  };
}

export function complaint(key: string) {
  const subject = `complaint/${key}`;
  return {
    filed: (time: string, unit: string, data: object = {}) =>
      fact(subject, 'complaint.filed', time, { unit, ...data }, `${key}/filed`),
    transferred: (time: string, toUnit: string) => fact(subject, 'complaint.transferred', time, { toUnit }),
    resolved: (
      time: string,
      outcome: 'against' | 'for' | 'both' | 'undecided',
      recovered?: string,
      id = `${key}/resolved`,
    ) => fact(subject, 'complaint.resolved', time, { outcome, ...(recovered !== undefined && { recovered }) }, id),
    reopened: (time: string) => fact(subject, 'complaint.reopened', time),
    withdrawn: (time: string) => fact(subject, 'complaint.withdrawn', time),
    corrected: (time: string, event: string, changes: object) =>
      fact(subject, 'record.corrected', time, { event, changes, reason: 'mistyped' }),
    voided: (time: string, event?: string) =>
      fact(subject, 'record.voided', time, { ...(event !== undefined && { event }), reason: 'not ours' }),
  };
}

export const licensed = (unit: string, name: string, time: string, insurerType?: string): Fact =>
  fact(unit, 'company.licensed', time, { name, ...(insurerType !== undefined && { insurerType }) });

export const exposure = (
  key: string,
  unit: string,
  period: string,
  line: string,
  premium: string,
  time: string,
): Fact => fact(`exposure/${key}`, 'exposure.reported', time, { unit, period, line, premium });

export const measureReported = (
  key: string,
  unit: string,
  period: string,
  measure: string,
  value: string,
  time: string,
): Fact => fact(`measure-report/${key}`, 'measure.reported', time, { unit, period, measure, value });
