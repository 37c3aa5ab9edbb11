import type { CompiledScheme } from '#assay/methodology';
import type { MeasuredCase } from '#assay/service-record';

import { type Difference, difference } from './difference.js';

/** What changes under one scheme when a case changes. */
export interface SchemeDifferences {
  readonly scheme: number;
  readonly differences: readonly Difference[];
}

/** Counts cases under those schemes that count their kind. */
export class CaseCounting {
  private readonly byKind = new Map<string, { readonly key: number; readonly scheme: CompiledScheme }[]>();

  /** A scheme's key is its index. */
  constructor(schemes: readonly CompiledScheme[]) {
    for (const [key, scheme] of schemes.entries()) {
      for (const kind of scheme.caseKinds) {
        const counting = this.byKind.get(kind);
        if (counting) counting.push({ key, scheme });
        else this.byKind.set(kind, [{ key, scheme }]);
      }
    }
  }

  /**
   * What an event changes that made the one case of the other; of nothing, when it began the case.
   *
   * @throws ExactRangeError when an amount cannot be added exactly
   */
  changes(before: MeasuredCase | null, after: MeasuredCase): readonly SchemeDifferences[] {
    const changes: SchemeDifferences[] = [];
    for (const { key, scheme } of this.byKind.get(after.kind) ?? []) {
      const differences = difference(before ? scheme.contributions(before) : undefined, scheme.contributions(after));
      if (differences.length > 0) changes.push({ scheme: key, differences });
    }
    return changes;
  }
}
