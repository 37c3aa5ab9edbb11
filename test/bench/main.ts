/**
 * `npm run bench`: our figures with the raw limit beside each from the same run, the seed and the machine. Each scenario
 * runs in a process of its own and checks what it measured; a wrong result fails the run, a missed goal is said and does not.
 *
 * `npm run bench -- --only record,posts --scale 0.1 --seed 7 --format json`
 * `npm run bench -- --only known-at,counterfactual --sizes 100000,1000000,10000000` reads larger ledgers, built first.
 * `npm run bench -- --peers` measures other event stores beside ours, and installs them first.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { engineFlags } from '../../apps/cli/src/engine-flags.js';
import { printReport, type Report } from './report.js';
import type { ScenarioOptions, ScenarioResult } from './figure.js';
import { SCENARIOS } from './scenarios/index.js';
import { ledgers } from './scenarios/ledgers.js';
import { peers } from './scenarios/peers.js';

/** Events of the smallest ledger of a market: before that little more is told than who there is. */
const SMALLEST = 20_000;

interface Task extends Omit<ScenarioOptions, 'folder'> {
  readonly scenario: string;
}

type Outcome = { readonly result: ScenarioResult } | { readonly error: string };

async function measure({ scenario: name, ...options }: Task): Promise<ScenarioResult> {
  const scenario = SCENARIOS.find((each) => each.name === name);
  if (!scenario) throw new Error(`There is no benchmark called ${name}.`);
  const folder = await mkdtemp(join(tmpdir(), `assay-bench-${name}-`));
  try {
    return await scenario.run({ folder, ...options });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function inItsOwnProcess(task: Task): Promise<Outcome> {
  const command = SCENARIOS.find(({ name }) => name === task.scenario)?.runsAs;
  const execArgv = command ? [...engineFlags(command)] : [];
  // What a server says while it is measured is not the report.
  const child = fork(fileURLToPath(import.meta.url), ['--child'], { execArgv, stdio: ['ignore', 2, 2, 'ipc'] });
  child.send(task);
  const [outcome] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => [{ error: `the process ended with ${String(code)}` }]),
  ])) as [Outcome];
  child.kill();
  return outcome;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      seed: { type: 'string', default: '20240701' },
      scale: { type: 'string', default: '1' },
      format: { type: 'string', default: 'table' },
      peers: { type: 'boolean', default: false },
      sizes: { type: 'string', default: '100000,1000000' },
    },
  });
  const only = values.only?.split(',');
  const asked = SCENARIOS.filter(
    ({ name, isOnDemand }) => (values.peers && name === peers.name) || (only ? only.includes(name) : !isOnDemand),
  );
  const firstReading = asked.findIndex(({ readsLedgers }) => readsLedgers);
  const wanted = firstReading < 0 ? asked : asked.toSpliced(firstReading, 0, ledgers);
  const report: Report = {
    machine: {
      node: process.version,
      cpu: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
    },
    seed: Number(values.seed),
    scale: Number(values.scale),
    scenarios: [],
  };
  const sizes = values.sizes.split(',').map((size) => Math.max(SMALLEST, Math.round(Number(size) * report.scale)));
  const shelf = await mkdtemp(join(tmpdir(), 'assay-bench-ledgers-'));
  try {
    for (const { name, summary } of wanted) {
      process.stderr.write(`${name}: ${summary} …\n`);
      const { seed, scale } = report;
      const outcome = await inItsOwnProcess({
        scenario: name,
        seed,
        scale,
        sizes: [...new Set(sizes)],
        ledgers: shelf,
      });
      if ('error' in outcome) process.exitCode = 1;
      report.scenarios.push({ name, ...outcome });
    }
  } finally {
    await rm(shelf, { recursive: true, force: true });
  }
  if (values.format === 'json') process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else printReport(report);
}

if (process.argv.includes('--child')) {
  process.once('message', (task: Task) => {
    measure(task).then(
      (result) => process.send?.({ result } satisfies Outcome),
      (error: unknown) =>
        process.send?.({
          error: error instanceof Error ? (error.stack ?? error.message) : String(error),
        } satisfies Outcome),
    );
  });
} else {
  await main();
}
