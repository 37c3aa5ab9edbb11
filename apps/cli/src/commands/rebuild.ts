import { setTimeout as sleep } from 'node:timers/promises';
import { Command, Option } from 'commander';
import type { RebuildCommand, RebuildStatus } from '#assay/scoring';
import { EXIT, InterruptedError } from '../failure.js';
import {
  formatOption,
  languageFrom,
  type LanguageOptions,
  languageOption,
  reading,
  type ReadingOptions,
} from '../options.js';
import type { CommandContext } from '../command-context.js';
import type { RebuildDesk } from '../reading/rebuild-desk.js';
import { grouped } from '../output/decimal-text.js';
import { print, printLine, printNote, type Surroundings, widthOf } from '../surroundings.js';

interface ShowOptions extends ReadingOptions, LanguageOptions {
  readonly format: 'table' | 'json';
}

interface RebuildOptions extends ShowOptions {
  readonly hold?: true;
  readonly wait: boolean;
  readonly company?: readonly string[];
  readonly parked?: true;
}

const LOOK_EVERY_MS = 100;

/** Whoever keeps the scores does the work: a running server or worker, or this command when there is none. */
export function rebuildCommand(context: CommandContext): Command {
  const command = reading(new Command('rebuild'))
    .description(
      'Build the scores anew beside the live ones, compare, and go live in one step. Exit 1 if the two differ.',
    )
    .option('--hold', 'wait, up to date, for "assay rebuild go-live"')
    .option('--no-wait', 'do not wait for the end: a running server goes on alone')
    .option('--company <unit...>', 'take in again these companies alone, from the log; exit 1 if one stays parked')
    .addOption(
      new Option('--parked', 'take in again all companies that a poison event has parked').conflicts('company'),
    )
    .addOption(formatOption(['table', 'json']))
    .addOption(languageOption())
    .enablePositionalOptions()
    .action((options: RebuildOptions) =>
      options.company || options.parked
        ? takeInAgain(options.company ?? [], options, context)
        : rebuild({ kind: 'start', hold: options.hold ?? false }, options, context),
    );
  const sub = (name: string, description: string): Command =>
    reading(command.command(name).description(description))
      .addOption(formatOption(['table', 'json']))
      .addOption(languageOption());
  sub('status', 'Which builds there are, how far each is, and what a comparison found.').action(
    (options: ShowOptions) => status(options, context.surroundings),
  );
  sub('go-live', 'Let a build that is held, or that differs, go live.')
    .option('--no-wait', 'do not wait for the end')
    .action((options: RebuildOptions) => rebuild({ kind: 'go-live' }, options, context));
  sub('roll-back', 'Bring the build before up to date and make it live again.')
    .option('--no-wait', 'do not wait for the end')
    .action((options: RebuildOptions) => rebuild({ kind: 'roll-back' }, options, context));
  sub('abort', 'Delete the build in the making.').action((options: Omit<RebuildOptions, 'wait'>) =>
    rebuild({ kind: 'abort' }, { ...options, wait: false }, context),
  );
  return command;
}

async function status(options: ShowOptions, surroundings: Surroundings): Promise<void> {
  const { openRebuildDesk } = await import('../reading/rebuild-desk.js');
  const desk = await openRebuildDesk(surroundings, options);
  try {
    await show(await desk.status(), options, surroundings);
  } finally {
    await desk.close();
  }
}

async function rebuild(command: RebuildCommand, options: RebuildOptions, context: CommandContext): Promise<void> {
  const { surroundings, endWith } = context;
  const { openRebuildDesk } = await import('../reading/rebuild-desk.js');
  const desk = await openRebuildDesk(surroundings, options);
  try {
    const { build, sentence } = await desk.ask(command);
    await printNote(surroundings, sentence);
    // Alone, this process is the one that does the work.
    const found =
      build !== null && command.kind !== 'abort' && (options.wait || !desk.goesOnAlone)
        ? await watch(build, desk, surroundings)
        : await desk.status();
    await show(found, options, surroundings);
    if (found.candidate?.stage === 'different') endWith(EXIT.checkFailed);
  } finally {
    await desk.close();
  }
}

async function takeInAgain(
  companies: readonly string[],
  options: RebuildOptions,
  { surroundings, endWith }: CommandContext,
): Promise<void> {
  const [{ openRebuildDesk }, { startProgress }] = await Promise.all([
    import('../reading/rebuild-desk.js'),
    import('../progress.js'),
  ]);
  const { stdout, stderr } = surroundings;
  const desk = await openRebuildDesk(surroundings, options);
  let progress: ReturnType<typeof startProgress> | undefined;
  try {
    const answer = await desk.ask({ kind: 'companies', companies }, ({ position, head }) => {
      progress ??= startProgress(stderr, 'Reading the log', head);
      progress.update(position, `${grouped(position)} of ${grouped(head)} events`);
    });
    const found = answer.companies ?? [];
    if (found.some(({ parkedSince }) => parkedSince !== null)) endWith(EXIT.checkFailed);
    if (options.format === 'json') await printLine(stdout, JSON.stringify({ companies: found }));
    else if (found.length === 0) await printLine(stdout, answer.sentence);
    else {
      const { againTable } = await import('../output/rebuild-screen.js');
      await printLine(stdout, againTable(found, languageFrom(options, surroundings), widthOf(surroundings)));
    }
  } finally {
    progress?.end();
    await desk.close();
  }
}

/** Shows how far a build is until it is live, or waits for a person. */
async function watch(build: number, desk: RebuildDesk, { stderr, interrupted }: Surroundings): Promise<RebuildStatus> {
  const { startProgress } = await import('../progress.js');
  let progress: ReturnType<typeof startProgress> | undefined;
  try {
    for (;;) {
      if (interrupted.aborted) throw stopped(build, desk);
      const found = await desk.status();
      const { candidate } = found;
      if (candidate?.build !== build) return found;
      if (candidate.stage === 'different' || (candidate.stage === 'ready' && candidate.isHeld)) return found;
      const head = Math.max((await desk.head()) ?? 0, candidate.target);
      progress ??= startProgress(stderr, `Build ${build}`, head);
      progress.update(
        candidate.position ?? 0,
        `${grouped(candidate.position ?? 0)} of ${grouped(head)} events  ${candidate.stage}`,
      );
      await sleep(LOOK_EVERY_MS, undefined, { signal: interrupted }).catch(() => undefined);
    }
  } finally {
    progress?.end();
  }
}

const stopped = (build: number, { goesOnAlone }: RebuildDesk): InterruptedError =>
  new InterruptedError(
    goesOnAlone
      ? `Build ${build} goes on where the scores are kept: "assay rebuild status" tells how far it is.`
      : `Build ${build} is not done. "assay rebuild" goes on with it from where it was.`,
  );

async function show(found: RebuildStatus, options: ShowOptions, surroundings: Surroundings): Promise<void> {
  const { stdout } = surroundings;
  if (options.format === 'json') {
    await printLine(stdout, JSON.stringify(found));
    return;
  }
  const { rebuildScreen } = await import('../output/rebuild-screen.js');
  await print(stdout, rebuildScreen(found, languageFrom(options, surroundings), widthOf(surroundings)));
}
