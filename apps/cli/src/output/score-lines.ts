import type { Explanation } from '#assay/scoring';
import type { SchemeDocument } from '#assay/methodology';
import { type Language, say, type TextName, titleIn } from './language.js';

type Steps = NonNullable<Explanation['steps']>;

const FACETS = ['office', 'source', 'kind', 'group'] as const;
/** Texts of the values of facets; groups have titles of their own. */
const VALUES: Readonly<Record<string, TextName>> = {
  front: 'frontOffice',
  back: 'backOffice',
  internal: 'internal',
  external: 'external',
  quantitative: 'quantitative',
  qualitative: 'qualitative',
};

/** Below a unit's score: its other results, how each came about, and what the main one is made of. */
export function scoreLines(
  { results, steps, breakdown }: Pick<Explanation, 'results' | 'steps' | 'breakdown'>,
  document: SchemeDocument,
  language: Language,
): string[] {
  const others = (document.results ?? []).flatMap(({ id, title }) => {
    const result = results[id];
    if (!result) return [];
    const { score, grade, reason } = result;
    if (score === null) return reason === null ? [] : [`${titleIn(title, language)}: ${reason}`];
    const graded = grade === null ? score : `${grade} (${score})`;
    return [`${titleIn(title, language)}: ${graded}${stepWords(result.steps, language)}`];
  });
  const own = others.length === 0 && steps ? stepWords(steps, language).replace(/^ — /, '') : '';
  return [...others, ...(own === '' ? [] : [own]), ...breakdownLines(breakdown, document, language)];
}

/** Only what is more than a weighted mean. */
function stepWords(steps: Steps | null, language: Language): string {
  if (!steps || (steps.variance === null && steps.leftOut.length === 0)) return '';
  const { mean, variance, reward, leftOut } = steps;
  const told = [
    `${say(language, 'mean')} ${mean}`,
    ...(variance === null ? [] : [`${say(language, 'variance')} ${variance}`, `${say(language, 'reward')} ${reward}`]),
    ...(leftOut.length === 0 ? [] : [`${say(language, 'leftOut')} ${leftOut.join(', ')}`]),
  ];
  return ` — ${told.join(', ')}`;
}

function breakdownLines(
  breakdown: Explanation['breakdown'],
  { groups = {} }: SchemeDocument,
  language: Language,
): string[] {
  return FACETS.flatMap((facet) => {
    const parts = Object.entries(breakdown?.[facet] ?? {});
    // One part is the whole.
    if (parts.length < 2) return [];
    const told = parts.map(([value, { score, weight }]) => {
      const text = VALUES[value];
      const group = Object.hasOwn(groups, value) ? groups[value] : undefined;
      const name = group ? titleIn(group.title, language) : text ? say(language, text) : value;
      return `${name} ${score} (${weight})`;
    });
    return [told.join(' · ')];
  });
}
