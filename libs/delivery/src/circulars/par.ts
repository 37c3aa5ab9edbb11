import type { InspectionItem } from '#assay/service-record';

/**
 * Points from which an item is in order: its own par, else a share of its maximum; null where neither is known. Exact: a
 * share of at most 4 places of a maximum of at most 4 has at most 8.
 */
export function parOf({ par, maximum }: InspectionItem, share: string): string | null {
  if (par !== undefined) return par;
  return maximum === undefined ? null : product(maximum, share);
}

function product(a: string, b: string): string {
  const scale = decimalsOf(a) + decimalsOf(b);
  const digits = (BigInt(a.replace('.', '')) * BigInt(b.replace('.', ''))).toString().padStart(scale + 1, '0');
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${digits.slice(0, digits.length - scale)}${fraction === '' ? '' : `.${fraction}`}`;
}

const decimalsOf = (decimal: string): number => (decimal.includes('.') ? decimal.length - decimal.indexOf('.') - 1 : 0);
