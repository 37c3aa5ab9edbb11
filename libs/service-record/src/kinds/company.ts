/** An insurer: its licence, its names, its merging into another. The case is the company's own unit: `company/23787`. */
import { epochMs } from '../fact.js';
import { named } from '../unit-history.js';
import { companyOf, parseUnitPath, UnitPathError } from '../unit-path.js';
import { describeCase, instant, list, text } from '../life-cycle.js';
import { Instant, Note, Optional, Text, UnitField } from '../fields.js';

export class CompanyLicensed {
  @Text('Name of the company as licensed.')
  name!: string;

  @Optional()
  @Text(
    'Type of insurer: `property`, `life`, `health`, `pension`, `agricultural`, `policy` … Schemes may leave types out of a round.',
  )
  insurerType?: string;

  @Optional()
  @Instant('When the licence began; left out, the time of the event.')
  licensedAt?: string;

  @Optional()
  @Text('Code by which the supervisor or the industry knows the company, e.g. its NAIC code.')
  code?: string;
}

export class CompanyRenamed {
  @Text('Name from now on.')
  name!: string;

  @Optional()
  @Note('Why.')
  reason?: string;
}

export class CompanyMerged {
  @UnitField('The company that carries on the business.')
  into!: string;

  @Optional()
  @Note('Why.')
  reason?: string;
}

const companyCase = describeCase({
  kind: 'company',
  summary: 'One insurer.',
  attributes: {
    name: text('Name as last licensed or renamed.'),
    formerNames: list('Earlier names, oldest first.'),
    names: list('Its names, oldest first, each after the instant from which it held: `2003-07-01T00:00:00.000Z PICC`.'),
    insurerType: text('`property`, `life`, `health`, `pension`, `agricultural`, `policy` …'),
    code: text('Code by which the supervisor or the industry knows it.'),
    licensedAt: instant('When its licence began.'),
    mergedAt: instant('When it was merged into another company.'),
    mergedInto: text('The company that carries on its business, as a unit path.'),
  },
  statuses: {
    licensed: { doc: 'In business.' },
    merged: {
      doc: 'Merged into another company.',
      remedy: 'Record it of the company that carries on the business, or void the merger.',
    },
  },
});
const { fact } = companyCase;

export const company = companyCase.kind([
  fact({
    type: 'company.licensed.v1',
    summary: 'An insurer may do business.',
    dto: CompanyLicensed,
    past: 'was licensed',
    infinitive: 'be licensed',
    opens: true,
    to: 'licensed',
    effect: (data, at) => ({
      name: data.name,
      insurerType: data.insurerType,
      code: data.code,
      licensedAt: data.licensedAt === undefined ? at : epochMs(data.licensedAt),
      names: named(undefined, data.name, at),
    }),
    unit: (_data, subject) => subject,
    subjectFault: (_data, subject) => companyFault(subject),
  }),
  fact({
    type: 'company.renamed.v1',
    summary: 'An insurer has another name from now on.',
    dto: CompanyRenamed,
    past: 'was renamed',
    infinitive: 'be renamed',
    from: ['licensed'],
    effect: (data, at, before) => ({
      name: data.name,
      formerNames: [...(before.formerNames ?? []), before.name ?? ''],
      names: named(before.names, data.name, at),
    }),
    unit: (_data, subject) => subject,
  }),
  fact({
    type: 'company.merged.v1',
    summary: 'An insurer was merged into another.',
    dto: CompanyMerged,
    past: 'was merged',
    infinitive: 'be merged',
    from: ['licensed'],
    to: 'merged',
    effect: (data, at) => ({ mergedAt: at, mergedInto: data.into }),
    unit: (_data, subject) => subject,
  }),
]);

function companyFault(subject: string): string | undefined {
  try {
    parseUnitPath(subject);
  } catch (error) {
    if (error instanceof UnitPathError) return error.message;
    throw error;
  }
  return companyOf(subject) === subject
    ? undefined
    : 'A company’s events are told of the company itself, company/<id>; use unit.placed.v1 for its branches.';
}
