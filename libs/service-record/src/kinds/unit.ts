/** A node of an insurer’s organisation below the company: province, city, branch, department, employee. */
import { parseUnitPath, UnitPathError } from '../unit-path.js';
import { describeCase, flag, instant, text } from '../life-cycle.js';
import { Flag, Note, Optional, Text } from '../fields.js';

export class UnitPlaced {
  @Text('Name of the unit.')
  name!: string;

  @Optional()
  @Text('What it does: `claims`, `customer-service`, `sales`, `product-line:motor` …')
  role?: string;

  @Optional()
  @Flag('Whether it is in service; false when it is closed or has left. Left out, it is.')
  active?: boolean;

  @Optional()
  @Note('Why it is placed here, renamed or closed.')
  reason?: string;
}

const unitCase = describeCase({
  kind: 'unit',
  summary: 'One organisational unit; the case’s key is the unit’s path: `unit/company/PICC/province/Jiangxi`.',
  attributes: {
    name: text('Name as last placed.'),
    role: text('What it does.'),
    placedAt: instant('When it was first placed.'),
    active: flag('Whether it is in service.'),
  },
  statuses: { placed: { doc: 'Part of the organisation.' } },
});

export const unit = unitCase.kind([
  unitCase.fact({
    type: 'unit.placed.v1',
    summary: 'A unit is part of the organisation under this path; told again when its name, role or service changes.',
    dto: UnitPlaced,
    past: 'was placed',
    infinitive: 'be placed',
    opens: true,
    from: ['placed'],
    to: 'placed',
    effect: (data, at, before) => ({
      name: data.name,
      role: data.role ?? before.role,
      placedAt: before.placedAt ?? at,
      active: data.active ?? true,
    }),
    unit: (_data, subject) => pathOf(subject),
    subjectFault: (_data, subject) => {
      try {
        const steps = parseUnitPath(pathOf(subject));
        return steps.length > 1 ? undefined : 'A company is licensed (company.licensed.v1), not placed.';
      } catch (error) {
        if (error instanceof UnitPathError) return error.message;
        throw error;
      }
    },
  }),
]);

const pathOf = (subject: string): string => subject.slice('unit/'.length);
