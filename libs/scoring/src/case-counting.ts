import { type CompiledScheme, Contributions } from '#assay/methodology';
import type { MeasuredCase } from '#assay/service-record';

import { type Difference, difference } from './difference.js';
import { EVERYTHING_CHANGED, ReadChanges } from './read-changes.js';

/** What changes under one scheme when a case changes. */
export interface SchemeDifferences {
  readonly scheme: number;
  readonly differences: readonly Difference[];
}

/** The schemes that count cases of one kind. */
interface KindCounting {
  readonly changes: ReadChanges;
  readonly schemes: { readonly key: number; readonly scheme: CompiledScheme; readonly reads: number }[];
}

/** Counts cases under those schemes that count their kind, and again under those that read what an event changed. */
export class CaseCounting {
  private readonly byKind = new Map<string, KindCounting>();

  /** A scheme's key is its index. */
  constructor(readonly schemes: readonly CompiledScheme[]) {
    for (const [key, scheme] of schemes.entries()) {
      for (const kind of scheme.caseKinds) {
        let counting = this.byKind.get(kind);
        if (!counting) this.byKind.set(kind, (counting = { changes: new ReadChanges(), schemes: [] }));
        const reads = scheme.reads.get(kind);
        // One that does not say what it reads is always asked.
        counting.schemes.push({ key, scheme, reads: reads ? counting.changes.bitsOf(reads) : EVERYTHING_CHANGED });
      }
    }
  }

  /**
   * What an event changes that made the one case of the other; of nothing, when it began the case.
   *
   * @throws ExactRangeError when an amount cannot be added exactly
   */
  changes(before: MeasuredCase | null, after: MeasuredCase): readonly SchemeDifferences[] {
    const found: SchemeDifferences[] = [];
    const counting = this.byKind.get(after.kind);
    if (!counting) return found;
    const changed = before && counting.changes.between(before, after);
    for (const { key, scheme, reads } of counting.schemes) {
      if (changed !== null && (changed & reads) === 0) continue;
      const differences = difference(
        before ? scheme.contributions(before) : Contributions.NONE,
        scheme.contributions(after),
      );
      if (differences.length > 0) found.push({ scheme: key, differences });
    }
    return found;
  }

  /** The attributes of cases of a kind that are read. */
  attributesOf(kind: string): readonly string[] {
    return this.byKind.get(kind)?.changes.attributes ?? [];
  }

  /**
   * What a case contributes, one list per scheme: the very lists of the case before, where nothing that they hang on has changed.
   *
   * @throws ExactRangeError when an amount cannot be added exactly
   */
  contributions(
    before: MeasuredCase | null,
    counted: readonly Contributions[],
    after: MeasuredCase,
  ): readonly Contributions[] {
    const counting = this.byKind.get(after.kind);
    if (!counting) return counted;
    const changed = before && counting.changes.between(before, after);
    let lists: Contributions[] | undefined;
    for (const { key, scheme, reads } of counting.schemes) {
      if (changed !== null && (changed & reads) === 0) continue;
      lists ??= [...counted];
      lists[key] = scheme.contributions(after);
    }
    return lists ?? counted;
  }
}
