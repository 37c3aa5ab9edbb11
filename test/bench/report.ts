import Table from 'cli-table3';
import type { Figure, ScenarioResult } from './figure.js';

export interface Report {
  readonly machine: { readonly node: string; readonly cpu: string; readonly cores: number; readonly memoryGiB: number };
  readonly seed: number;
  readonly scale: number;
  readonly scenarios: (({ readonly result: ScenarioResult } | { readonly error: string }) & {
    readonly name: string;
  })[];
}

/** The report for people; ratios are what to judge by, for machines are noisy. */
export function printReport({ machine, seed, scale, scenarios }: Report): void {
  const { node, cpu, cores, memoryGiB } = machine;
  const lines = [`${cpu}, ${cores} cores, ${memoryGiB} GiB, Node ${node}, seed ${seed}, scale ${scale}`];
  for (const scenario of scenarios) {
    lines.push('', scenario.name);
    if ('error' in scenario) {
      lines.push(`  FAILED: ${scenario.error}`);
      continue;
    }
    if (scenario.result.figures.length > 0) lines.push(tableOf(scenario.result.figures));
    for (const checked of scenario.result.checked) lines.push(`  checked: ${checked}`);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

function tableOf(figures: readonly Figure[]): string {
  const table = new Table({
    head: ['figure', 'ours', 'beside it, same run', 'share', 'goal', ''],
    style: { head: [], border: [] },
  });
  for (const { what, ours, beside, share, goal, met } of figures) {
    table.push([
      what,
      ours,
      beside,
      share === null ? '–' : `${(share * 100).toFixed(0)} %`,
      goal,
      met ? 'met' : 'MISSED',
    ]);
  }
  return table.toString();
}
