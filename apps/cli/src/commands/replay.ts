import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import type { ReplayReport } from '#assay/scoring';
import { EXIT } from '../failure.js';
import { dataOption, formatOption, noLedger, positiveInteger, type WhereOptions } from '../options.js';
import { grouped } from '../output/decimal-text.js';
import type { CommandContext } from '../command-context.js';
import { print, printLine, widthOf } from '../surroundings.js';

interface ReplayCommandOptions extends WhereOptions {
  readonly scheme?: readonly string[];
  readonly workers?: number;
  readonly knownAt?: string;
  readonly samples?: number;
  readonly format: 'table' | 'json';
}

export function replayCommand(context: CommandContext): Command {
  return new Command('replay')
    .description('Fold every event again, independently of the scores, and compare every total. Exit 1 if one differs.')
    .option('--scheme <id...>', 'only these rulebooks (default: all)')
    .addOption(new Option('--workers <n>', 'threads (default: one per core)').argParser(positiveInteger))
    .option(
      '--known-at <moment>',
      'only what was known then: a position, a time or a day (default: all that is scored)',
    )
    .addOption(
      new Option('--samples <n>', 'compare at so many earlier positions, too: the history').argParser(positiveInteger),
    )
    .addOption(dataOption())
    .addOption(formatOption(['table', 'json']))
    .action((options: ReplayCommandOptions) => runReplay(options, context));
}

async function runReplay(options: ReplayCommandOptions, { surroundings, endWith }: CommandContext): Promise<void> {
  const [session, { momentOf, replay }, { perSecond, startProgress }] = await Promise.all([
    import('../ledger-session.js'),
    import('#assay/scoring'),
    import('../progress.js'),
  ]);
  const { stdout, stderr } = surroundings;
  const configuration = await session.configurationFor(surroundings, options);
  if (!existsSync(join(configuration.data, 'log.db'))) throw noLedger(configuration.data);
  const opened = await session.openToAsk(surroundings, configuration, 'ask');
  const started = performance.now();
  let progress: ReturnType<typeof startProgress> | undefined;
  let report: ReplayReport;
  try {
    if (opened.ledger.access === 'write') {
      await session.bringScoresUp(opened, surroundings);
      // Nothing more comes: their thread gives its memory back.
      await opened.ledger.processors.stop();
    }
    const { log, scores: reader, schemes: library } = opened.ledger;
    const { workers, samples } = options;
    const moment = options.knownAt === undefined ? undefined : await momentOf(log, options.knownAt);
    report = await replay({
      log,
      reader,
      library,
      ...(options.scheme !== undefined && { schemes: options.scheme }),
      ...(moment && { position: moment.position }),
      ...(samples !== undefined && { samples }),
      ...(configuration.processors !== 'inline' && {
        threads: { folder: configuration.data, ...(workers !== undefined && { workers }) },
      }),
      onProgress: ({ events, total }) => {
        surroundings.interrupted.throwIfAborted();
        progress ??= startProgress(stderr, 'Replaying', total);
        progress.update(events, `${grouped(events)} events  ${perSecond(events, performance.now() - started)}`);
      },
    });
  } finally {
    progress?.end();
    await opened.close();
  }
  if (!report.isEqual) endWith(EXIT.checkFailed);
  if (options.format === 'json') {
    await printLine(stdout, JSON.stringify(report));
    return;
  }
  const { replayScreen } = await import('../output/replay-screen.js');
  await print(stdout, replayScreen(report, widthOf(surroundings)));
}
