import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { check, grouped, perSecond, type Scenario } from '../figure.js';
import { writeMarketFile } from '../market.js';

const COMMAND = fileURLToPath(new URL('../../../../apps/cli/bin/assay.js', import.meta.url));
const MIB = 1024;

/** Runs the `assay` command and samples the kernel's own high-water mark of its resident memory. */
async function measured(args: readonly string[]): Promise<{ output: string; peakMiB: number; milliseconds: number }> {
  const started = performance.now();
  const child = spawn(COMMAND, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  let peakMiB = 0;
  const sample = setInterval(() => {
    readFile(`/proc/${child.pid}/status`, 'utf8').then(
      (status) => {
        const peak = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
        if (peak !== undefined) peakMiB = Math.max(peakMiB, Number(peak) / MIB);
      },
      () => undefined,
    );
  }, 100);
  const [code] = (await once(child, 'close')) as [number];
  clearInterval(sample);
  check(code === 0, `assay ${args.join(' ')} ended with ${code}`);
  return { output, peakMiB, milliseconds: performance.now() - started };
}

export const memory: Scenario = {
  name: 'memory',
  summary: 'Peak memory of importing and replaying a million simulated events with the assay command',
  async run({ folder, seed, scale }) {
    const count = Math.round(1_000_000 * scale);
    const file = join(folder, 'events.ndjson');
    await writeMarketFile(file, count, seed);
    const data = join(folder, 'ledger');
    const imported = await measured(['import', file, '--mapping', 'events', '--data', data, '--format', 'json']);
    const summary = JSON.parse(imported.output) as { read: number; accepted: number };
    check(summary.accepted === count, imported.output);
    const replayed = await measured(['replay', '--data', data, '--format', 'json']);
    const figure = (what: string, { peakMiB, milliseconds }: { peakMiB: number; milliseconds: number }) => ({
      what: `${what} of ${grouped(count)} events`,
      ours: `${grouped(peakMiB)} MiB peak, ${grouped(perSecond(count, milliseconds))} events/s from start to end`,
      beside: '–',
      share: null,
      goal: '≤ 400 MB',
      met: peakMiB * 1.048576 <= 400,
    });
    return {
      checked: [`all ${grouped(count)} accepted, the replay found every total equal`],
      figures: [figure('import', imported), figure('replay', replayed)],
    };
  },
};
