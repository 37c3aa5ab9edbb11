import type { CompiledScheme } from '#assay/methodology';

/**
 * The slots of the measures that a score, grade or rank may hang on: those with a weight, and those that the rules of scoring
 * name. What cases add to others cannot move a unit.
 */
export function decisiveSlots({ measures, score, results, result }: CompiledScheme['document']): ReadonlySet<number> {
  const named = new Set<string>();
  collect([score, results, result, measures.map(({ points }) => points)], named);
  return new Set(
    measures.flatMap(({ id, weight }, index) =>
      weight !== undefined || named.has(id) ? [2 * index, 2 * index + 1] : [],
    ),
  );
}

/** Every text of a part of a document. */
function collect(part: unknown, texts: Set<string>): void {
  if (typeof part === 'string') texts.add(part);
  else if (typeof part === 'object' && part !== null) for (const each of Object.values(part)) collect(each, texts);
}
