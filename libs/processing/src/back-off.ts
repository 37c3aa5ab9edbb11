/**
 * Waiting times after errors: they double from `firstMs` to `maxMs`, each multiplied by a random factor between one half
 * and one, so that many readers of one failed log do not come back in the same instant.
 */
export interface BackOffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
  /** A number in [0, 1). */
  readonly random: () => number;
}

/** Milliseconds to wait before try number `attempt` (1 = the first retry). */
export function backOffMs(attempt: number, { firstMs, maxMs, random }: BackOffOptions): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(ceiling * (0.5 + random() / 2));
}
