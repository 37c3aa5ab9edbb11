import { setTimeout as sleep } from 'node:timers/promises';
import { resolve } from 'node:path';
import type { QueryBus } from '@nestjs/cqrs';
import { Command, Option } from 'commander';
import type { MarketOptions } from '#assay/simulation';
import { languageFrom, type LanguageOptions, languageOption, nonEmpty, positiveInteger } from '../options.js';
import { grouped } from '../output/decimal-text.js';
import type { CommandContext } from '../command-context.js';
import { print, printLine, printNote, type Surroundings, widthOf } from '../surroundings.js';
import { portOption } from './serve.js';

interface DemoOptions extends LanguageOptions {
  readonly data: string;
  readonly port?: number;
  readonly companies: number;
  readonly cases: number;
  readonly seed: number;
}

const SCHEME = 'cn-2015-property';
const FACTS_PER_SECOND = 20;
const LOOK_EVERY_MS = 5_000;

export function demoCommand({ surroundings }: CommandContext): Command {
  return new Command('demo')
    .description('A simulated market, live: recorded, scored, shown and served, with events still arriving.')
    .addOption(portOption())
    .addOption(new Option('--companies <n>', 'insurers').argParser(positiveInteger).default(30))
    .addOption(new Option('--cases <n>', 'complaints, claims, calls …').argParser(positiveInteger).default(20_000))
    .addOption(new Option('--seed <n>', 'which market').argParser(positiveInteger).default(2015))
    .addOption(new Option('--data <dir>', "the demo's own folder").argParser(nonEmpty).default('data/demo'))
    .addOption(languageOption())
    .action((options: DemoOptions) => demo(options, surroundings));
}

async function demo(options: DemoOptions, surroundings: Surroundings): Promise<void> {
  const [session, { startServer }, { CommandBus, QueryBus }, { LEDGER }, folder, { recordWithProgress }] =
    await Promise.all([
      import('../ledger-session.js'),
      import('../../../server/src/server.js'),
      import('@nestjs/cqrs'),
      import('#assay/ledger'),
      import('../market/demo-market.js'),
      import('../market/market-progress.js'),
    ]);
  const { env, stdout, interrupted } = surroundings;
  const { seed, companies, cases } = options;
  const now = Date.now();
  const place = resolve(options.data);
  const market = await folder.demoMarket(place, { seed, companies, cases }, now);
  const configuration = await session.configurationFor(
    // A demo is read by people: the server's own log speaks up only when something is wrong.
    { ...surroundings, env: { ASSAY_LOG_LEVEL: 'warn', ...env } },
    { data: place, ...(options.port !== undefined && { port: options.port }) },
  );
  await folder.rememberMarket(place, market);
  const server = await startServer(configuration, surroundings.interrupted);
  try {
    const commands = server.app.get(CommandBus);
    const queries = server.app.get(QueryBus);
    const ledger = server.app.get<import('#assay/ledger').Ledger>(LEDGER);
    if (!market.recorded) {
      const { accepted } = await recordWithProgress(market, commands, surroundings);
      interrupted.throwIfAborted();
      await folder.rememberMarket(place, { ...market, recorded: true });
      await printLine(
        stdout,
        `A simulated market of ${companies} insurers (seed ${seed}): ${grouped(accepted)} events recorded.\n`,
      );
    }
    await session.bringScoresUp({ ledger }, surroundings);
    const period = folder.demoPeriod(now);
    await showBoard(queries, period, options, surroundings);
    await printLine(stdout, invitation(server.url, period));
    await goOnLive(market, { commands, queries, period }, surroundings);
  } finally {
    await server.close();
  }
}

async function showBoard(
  queries: QueryBus,
  period: string,
  options: DemoOptions,
  surroundings: Surroundings,
): Promise<void> {
  const [{ GetBoard, GetScheme }, { boardScreen }] = await Promise.all([
    import('#assay/scoring/nest'),
    import('../output/board-screen.js'),
  ]);
  const board = await queries.execute(new GetBoard({ scheme: SCHEME, period, state: 'rated' }));
  const { document } = await queries.execute(new GetScheme({ scheme: SCHEME }));
  const { text, hints } = boardScreen({
    board,
    document,
    language: languageFrom(options, surroundings),
    width: widthOf(surroundings),
  });
  await print(surroundings.stdout, text);
  for (const hint of hints) await printNote(surroundings, hint);
}

function invitation(url: string, period: string): string {
  const places = [
    [`${url}/docs`, 'the HTTP interface'],
    [`${url}/v1/boards/${SCHEME}?period=${period}`, 'this board as JSON'],
    [`${url}/v1/live?scheme=${SCHEME}&period=${period}`, 'its changes as they come (server-sent events)'],
  ] as const;
  const longest = Math.max(...places.map(([place]) => place.length));
  return [
    '',
    'Events go on arriving, and the board moves. All of it is SIMULATED DATA.',
    ...places.map(([place, what]) => `  ${place.padEnd(longest)}  ${what}`),
    'In another terminal:',
    `  npx assay board --server ${url} --scheme ${SCHEME} --period ${period}`,
    'Ctrl-C ends it.',
    '',
  ].join('\n');
}

/** New facts arrive on one side; now and then the largest change that they made is told on the other. */
async function goOnLive(
  market: MarketOptions,
  { commands, queries, period }: { commands: import('@nestjs/cqrs').CommandBus; queries: QueryBus; period: string },
  { stdout, interrupted }: Surroundings,
): Promise<void> {
  const [{ liveMarket }, { recordLive }, { GetBoard }, { mostMoved }] = await Promise.all([
    import('#assay/simulation'),
    import('../market/record-market.js'),
    import('#assay/scoring/nest'),
    import('../market/board-watch.js'),
  ]);
  const look = () => queries.execute(new GetBoard({ scheme: SCHEME, period, state: 'rated' }));
  const watch = async (): Promise<void> => {
    let before = await look();
    for (;;) {
      await sleep(LOOK_EVERY_MS, undefined, { signal: interrupted }).catch(() => undefined);
      if (interrupted.aborted) return;
      const after = await look();
      const news = mostMoved(before, after) ?? 'no score moved';
      const time = new Date().toISOString().slice(11, 19);
      await printLine(stdout, `${time}  position ${grouped(after.knownAt.position)}  ${news}`);
      before = after;
    }
  };
  const facts = liveMarket({ ...market, rate: FACTS_PER_SECOND, signal: interrupted });
  await Promise.all([recordLive(facts, commands, { accepted: 0, duplicate: 0 }), watch()]);
}
