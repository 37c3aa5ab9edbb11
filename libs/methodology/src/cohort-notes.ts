import type { CohortMember, CohortNote } from './contribution.js';
import { comparePaths } from './ranking.js';

/** What a reader of a board should know of its units. */
/** Companies only: every company has a branch called Jiangxi. */
export function sharedNames(members: readonly CohortMember[]): CohortNote[] {
  return [...Map.groupBy(members, ({ profile }) => profile.name)]
    .filter(([, same]) => same.length > 1)
    .sort(([a], [b]) => comparePaths(a, b))
    .map(([name, same]) => {
      const units = same.map(({ unit }) => unit).sort(comparePaths);
      const text = `${units.length} units have the name ${name}: ${units.join(', ')}. ${sameFigures(same)}`;
      return { kind: 'shared-name', text: text.trimEnd(), units };
    });
}

/** Units of one name with one set of figures are often one row that a source joined by name to several codes. */
function sameFigures(same: readonly CohortMember[]): string {
  return [...Map.groupBy(same, ({ slots }) => slots.join())]
    .map(([, alike]) => alike.map(({ unit }) => unit).sort(comparePaths))
    .filter((units) => units.length > 1)
    .map(
      (units) =>
        `${units.join(' and ')} have the same figures and are ranked one by one here; a source that ranks them as one has ` +
        `every later rank lower by ${units.length - 1}.`,
    )
    .join(' ');
}

/** @param taken units whose licence or type nobody recorded and that take part all the same. */
export function unknownEligibility(taken: readonly string[]): CohortNote[] {
  const units = taken.toSorted(comparePaths);
  if (units.length === 0) return [];
  const [were, their] = units.length === 1 ? ['unit was', 'its'] : ['units were', 'their'];
  const text = `${units.length} ${were} taken as eligible although nobody recorded ${their} licence or insurer type.`;
  return [{ kind: 'eligibility-unknown', text, units }];
}
