/** The texts that the conditions of (a part of) a scheme ask for, so that made-up cases can meet them. */
export function wordsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(wordsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => {
    if (name !== 'equals' && name !== 'in') return wordsOf(member);
    return [member].flat().filter((word): word is string => typeof word === 'string');
  });
}
