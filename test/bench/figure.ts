import type { CommandWithFlags } from '../../apps/cli/src/engine-flags.js';

/** What a benchmark says: a figure of ours, the raw limit or the peer measured beside it in the same run, and the goal. */
export interface Figure {
  readonly what: string;
  readonly ours: string;
  /** What stands beside it, and how much that gives. */
  readonly beside: string;
  /** Ours as a share of what stands beside it. */
  readonly share: number | null;
  readonly goal: string;
  readonly met: boolean;
}

export interface ScenarioResult {
  readonly figures: readonly Figure[];
  /** What was checked to be right while it was measured. */
  readonly checked: readonly string[];
}

/** A benchmark runs in a process of its own, in a folder of its own. */
export interface Scenario {
  readonly name: string;
  readonly summary: string;
  /** Not part of a run that does not ask for it. */
  readonly isOnDemand?: true;
  /** Measures what a command does: its process has the flags of that. */
  readonly runsAs?: CommandWithFlags;
  /** Reads the ledgers of a simulated market that are built once in a run. */
  readonly readsLedgers?: true;
  run(options: ScenarioOptions): Promise<ScenarioResult>;
}

export interface ScenarioOptions {
  readonly folder: string;
  readonly seed: number;
  /** Scales the load: 1 is the full run. */
  readonly scale: number;
  /** Events of each ledger of a simulated market. */
  readonly sizes: readonly number[];
  /** Where these ledgers lie, for all scenarios of a run. */
  readonly ledgers: string;
}

export const perSecond = (count: number, milliseconds: number): number => Math.round((count / milliseconds) * 1_000);

export const grouped = (value: number): string => Math.round(value).toLocaleString('en');

/** The value below which a share of the values lies. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** A benchmark that measured something wrong has measured nothing. */
export function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`The benchmark's own check failed: ${what}`);
}
