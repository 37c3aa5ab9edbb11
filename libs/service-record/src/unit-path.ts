/**
 * A unit is a node of an insurer's organisation, written as a path from the company down:
 * `company/GEICO`, `company/PICC/province/Jiangxi/city/Nanchang/branch/07`, `company/PICC/department/claims/employee/e17`.
 * Levels may be left out but keep their order. `/` and `%` inside an id are percent-encoded (`%2F`, `%25`).
 */
export const UNIT_LEVELS = ['company', 'province', 'city', 'branch', 'department', 'employee'] as const;
export type UnitLevel = (typeof UNIT_LEVELS)[number];

export class UnitPathError extends Error {
  override readonly name = 'UnitPathError';
}

export interface UnitStep {
  readonly level: UnitLevel;
  readonly id: string;
}

const MAX_LENGTH = 512;

/** The steps of a path from the company down. @throws UnitPathError with a sentence that says what is wrong. */
export function parseUnitPath(path: string): UnitStep[] {
  if (path.length > MAX_LENGTH)
    throw new UnitPathError(`A unit path has at most ${MAX_LENGTH} characters; this one has ${path.length}.`);
  const parts = path.split('/');
  if (parts.length % 2 !== 0)
    throw new UnitPathError(`"${path}" is not a unit path: write level/id pairs, such as company/GEICO/province/CT.`);
  const steps: UnitStep[] = [];
  let last = -1;
  for (let index = 0; index < parts.length; index += 2) {
    const level = parts[index] ?? '';
    const raw = parts[index + 1] ?? '';
    const rank = UNIT_LEVELS.indexOf(level as UnitLevel);
    if (rank < 0) throw new UnitPathError(`"${level}" in "${path}" is no unit level: use ${UNIT_LEVELS.join(', ')}.`);
    if (rank <= last)
      throw new UnitPathError(`"${path}" names ${level} after a lower level; the order is ${UNIT_LEVELS.join(' → ')}.`);
    if (steps.length === 0 && level !== 'company') throw new UnitPathError(`"${path}" must begin with a company.`);
    if (raw.trim() === '' || raw !== raw.trim())
      throw new UnitPathError(`"${path}" has an id that is empty or has blanks around it.`);
    if (/%(?!2F|25)/.test(raw)) throw new UnitPathError(`"${path}": write % as %25 and / as %2F inside an id.`);
    steps.push({ level: level as UnitLevel, id: raw.replaceAll('%2F', '/').replaceAll('%25', '%') });
    last = rank;
  }
  return steps;
}

export function formatUnitPath(steps: readonly UnitStep[]): string {
  return steps.map(({ level, id }) => `${level}/${id.replaceAll('%', '%25').replaceAll('/', '%2F')}`).join('/');
}

/** The unit and all above it, the company first: `company/A/province/B` → `['company/A', 'company/A/province/B']`. */
export function unitAndAncestors(path: string): string[] {
  const parts = path.split('/');
  const paths: string[] = [];
  for (let end = 2; end <= parts.length; end += 2) paths.push(parts.slice(0, end).join('/'));
  return paths;
}

/** The level of a path's last step; the path must be valid. */
export function unitLevel(path: string): UnitLevel {
  const parts = path.split('/');
  return parts[parts.length - 2] as UnitLevel;
}

/** The company that a unit belongs to: `company/A/province/B` → `company/A`. */
export function companyOf(path: string): string {
  const second = path.indexOf('/', path.indexOf('/') + 1);
  return second < 0 ? path : path.slice(0, second);
}
