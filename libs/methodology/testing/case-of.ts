import type { CaseAttributes, CaseState } from '#assay/service-record';

/** A case as it would be after its facts, for specs that care about what a scheme reads of it and not how it came. */
export function caseOf(
  kind: string,
  attributes: CaseAttributes,
  { unit = 'company/A', status = 'any' }: { unit?: string; status?: string } = {},
): CaseState {
  return { id: `${kind}/spec`, kind, unit, status, attributes, timeline: [], latest: '' };
}

/** `2024-07-15` or a full timestamp → ms since the epoch. */
export const at = (text: string): number => Date.parse(text);
