/** A node of an insurer’s organisation below the company: province, city, branch, department, employee. */
import { named } from '../unit-history.js';
import { parseUnitPath, UnitPathError } from '../unit-path.js';
import { describeCase, flag, instant, list, text } from '../life-cycle.js';
import { Flag, Note, Optional, Text, UnitField } from '../fields.js';

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

export class UnitMoved {
  @UnitField(
    'Its path from now on. What happens from now on is best told of the new path; told of the old one, it counts there all the same.',
  )
  to!: string;

  @Optional()
  @Note('Why.')
  reason?: string;
}

const unitCase = describeCase({
  kind: 'unit',
  summary: 'One organisational unit; the case’s key is the unit’s path: `unit/company/PICC/province/Jiangxi`.',
  attributes: {
    name: text('Name as last placed.'),
    names: list('Its names, oldest first, each after the instant from which it held.'),
    role: text('What it does.'),
    placedAt: instant('When it was first placed.'),
    active: flag('Whether it is in service.'),
    movedAt: instant('When it became another part of the organisation.'),
    movedTo: text('Its path since then.'),
  },
  statuses: {
    placed: { doc: 'Part of the organisation.' },
    moved: { doc: 'Part of it under another path.', remedy: 'Record it of its new path, or void the move.' },
  },
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
      names: named(before.names, data.name, at),
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
  unitCase.fact({
    type: 'unit.moved.v1',
    summary: 'A unit, with everything below it, is another part of the organisation from now on: another path.',
    dto: UnitMoved,
    past: 'was moved',
    infinitive: 'be moved',
    from: ['placed'],
    to: 'moved',
    effect: (data, at) => ({ movedAt: at, movedTo: data.to }),
    unit: (_data, subject) => pathOf(subject),
  }),
]);

const pathOf = (subject: string): string => subject.slice('unit/'.length);
