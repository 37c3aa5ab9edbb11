import { Command, InvalidArgumentError, Option } from 'commander';
import type { MarketOptions } from '#assay/simulation';
import { InterruptedError } from '../failure.js';
import { dataOption, formatOption, positiveInteger, type WhereOptions } from '../options.js';
import { grouped } from '../output/decimal-text.js';
import type { CommandContext } from '../command-context.js';
import { printLine, type Surroundings } from '../surroundings.js';

interface SimulateOptions extends WhereOptions {
  readonly companies: number;
  readonly cases: number;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  readonly live?: number;
  readonly format: 'table' | 'json';
}

const DEFAULTS = { companies: 30, cases: 20_000, seed: 1, from: '2024-01-01', to: '2026-01-01' };

export function simulateCommand({ surroundings }: CommandContext): Command {
  return new Command('simulate')
    .description('Record a realistic made-up market, every fact of it marked as simulated.')
    .addOption(new Option('--companies <n>', 'insurers').argParser(positiveInteger).default(DEFAULTS.companies))
    .addOption(
      new Option('--cases <n>', 'complaints, claims, calls …').argParser(positiveInteger).default(DEFAULTS.cases),
    )
    .addOption(
      new Option('--seed <n>', 'the same seed and options make the same market')
        .argParser(wholeNumber)
        .default(DEFAULTS.seed),
    )
    .addOption(
      new Option('--from <day>', 'first day, in China')
        .argParser(chinaMidnight)
        .default(chinaMidnight(DEFAULTS.from), DEFAULTS.from),
    )
    .addOption(
      new Option('--to <day>', 'the day on which it ends')
        .argParser(chinaMidnight)
        .default(chinaMidnight(DEFAULTS.to), DEFAULTS.to),
    )
    .addOption(
      new Option('--live <rate>', 'then go on, so many facts a second, until Ctrl-C').argParser(positiveNumber),
    )
    .addOption(dataOption())
    .addOption(formatOption(['table', 'json']))
    .action((options: SimulateOptions) => simulate(options, surroundings));
}

async function simulate(options: SimulateOptions, surroundings: Surroundings): Promise<void> {
  const [{ bringScoresUp, openSession }, { CommandBus }, { liveMarket }, { recordLive }, { recordWithProgress }] =
    await Promise.all([
      import('../ledger-session.js'),
      import('@nestjs/cqrs'),
      import('#assay/simulation'),
      import('../market/record-market.js'),
      import('../market/market-progress.js'),
    ]);
  const { interrupted, stdout, stderr } = surroundings;
  const { companies, cases, seed, from, to } = options;
  const market: MarketOptions = { companies, cases, seed, from, to };
  const session = await openSession(surroundings, options, 'write');
  try {
    const commands = session.context.get(CommandBus);
    const recorded = await recordWithProgress(market, commands, surroundings);
    if (interrupted.aborted) {
      const count = grouped(recorded.accepted + recorded.duplicate);
      throw new InterruptedError(
        `Stopped after ${count} events. The same command again goes on where this one stopped.`,
      );
    }
    if (options.live === undefined) {
      await bringScoresUp(session, surroundings);
    } else {
      await printLine(stderr, `Going on live at ${options.live} facts a second. Ctrl-C ends it.`);
      await recordLive(liveMarket({ ...market, rate: options.live, signal: interrupted }), commands, recorded);
    }
    const head = await session.ledger.log.head();
    const { accepted, duplicate } = recorded;
    await printLine(
      stdout,
      options.format === 'json'
        ? JSON.stringify({
            simulated: true,
            seed,
            companies,
            cases,
            accepted,
            duplicate,
            head: { position: head.position },
          })
        : `${grouped(accepted)} simulated events recorded, ${grouped(duplicate)} were there already. ` +
            `The ledger now ends at position ${grouped(head.position)}.`,
    );
  } finally {
    await session.close();
  }
}

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(Number(text)))
    throw new InvalidArgumentError('Write a whole number.');
  return Number(text);
}

function positiveNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+(?:\.\d+)?$/.test(text) || value <= 0) throw new InvalidArgumentError('Write a number above 0.');
  return value;
}

/** The market is Chinese: its days begin at midnight there. */
function chinaMidnight(day: string): number {
  const instant = /^\d{4}-\d\d-\d\d$/.test(day) ? Date.parse(`${day}T00:00:00+08:00`) : NaN;
  if (Number.isNaN(instant)) throw new InvalidArgumentError('Write a day such as 2024-01-01.');
  return instant;
}
