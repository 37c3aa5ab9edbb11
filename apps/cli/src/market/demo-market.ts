import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MarketOptions } from '#assay/simulation';
import { CommandFailure } from '../failure.js';

/**
 * Which market a demo folder holds, remembered beside the ledger, so that a second demo goes on where the first ended and
 * never mixes its made-up facts into a ledger that somebody else made.
 */
export interface DemoMarket extends MarketOptions {
  /** Whether its whole history is recorded; an interrupted demo records the rest. */
  readonly recorded: boolean;
}

const FILE = 'demo.json';
const CHINA_MS = 8 * 3_600_000;
const DAY_MS = 86_400_000;

/** The market of a folder; a new one, ending last midnight in China, where there is no ledger yet. @throws CommandFailure */
export async function demoMarket(
  folder: string,
  wanted: Pick<MarketOptions, 'seed' | 'companies' | 'cases'>,
  now: number,
): Promise<DemoMarket> {
  const text = await readFile(join(folder, FILE), 'utf8').catch(() => undefined);
  if (text === undefined) {
    if (existsSync(join(folder, 'log.db')))
      throw new CommandFailure(
        `${folder} holds a ledger that no demo made, and made-up facts are not mixed into it. Choose another folder with --data.`,
      );
    return { ...wanted, ...span(now), recorded: false };
  }
  const market = JSON.parse(text) as DemoMarket;
  const { seed, companies, cases } = market;
  if (seed !== wanted.seed || companies !== wanted.companies || cases !== wanted.cases)
    throw new CommandFailure(
      `${folder} holds a market of ${companies} companies and ${cases} cases with seed ${seed}. ` +
        'Leave out what differs, choose another folder with --data, or remove this one.',
    );
  if (span(now).from !== market.from)
    throw new CommandFailure(`${folder} holds a market of another year. Remove the folder and run the demo again.`);
  return market;
}

/** Written to the side and renamed: a file cut off by a crash would strand the folder. */
export async function rememberMarket(folder: string, market: DemoMarket): Promise<void> {
  await mkdir(folder, { recursive: true });
  const place = join(folder, FILE);
  await writeFile(`${place}.new`, `${JSON.stringify(market)}\n`);
  await rename(`${place}.new`, place);
}

/** The year that is being rated on the demo's board. */
export const demoPeriod = (now: number): string => String(chinaYear(now));

/** The year before this one and this one so far. */
function span(now: number): { from: number; to: number } {
  return {
    from: Date.UTC(chinaYear(now) - 1, 0, 1) - CHINA_MS,
    to: Math.floor((now + CHINA_MS) / DAY_MS) * DAY_MS - CHINA_MS,
  };
}

function chinaYear(now: number): number {
  return new Date(now + CHINA_MS).getUTCFullYear();
}
