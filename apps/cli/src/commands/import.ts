import { access, constants } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { ImportProgress, ImportSummary, Mapping } from '#assay/intake';
import { InterruptedError } from '../failure.js';
import { dataOption, formatOption, nonEmpty, positiveInteger, type WhereOptions } from '../options.js';
import { grouped } from '../output/decimal-text.js';
import { paragraph } from '../output/paragraph.js';
import type { CommandContext } from '../command-context.js';
import type { ProgressLine } from '../progress.js';
import { print, printLine, type Surroundings, widthOf } from '../surroundings.js';

interface ImportCommandOptions extends WhereOptions {
  readonly mapping: string;
  readonly rejects?: string;
  readonly expectRows?: number;
  readonly dryRun?: boolean;
  readonly order: 'occurred' | 'case';
  readonly format: 'table' | 'json';
}

export function importCommand({ surroundings }: CommandContext): Command {
  return new Command('import')
    .description("Record a register's file, or lines of events. The same file again changes nothing.")
    .argument('<file>', 'csv, csv.gz, ndjson or ndjson.gz')
    .addOption(
      new Option(
        '--mapping <name|file>',
        'ct-cid, ny-dfs-auto, tx-tdi, cn-life-calls …, events, or your own file (docs/mappings.md)',
      )
        .argParser(nonEmpty)
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--rejects <file>', 'where refused rows go (default: rejects/ in the data folder)').argParser(
        nonEmpty,
      ),
    )
    .addOption(
      new Option(
        '--expect-rows <number>',
        'how many rows the sender says it has; otherwise nothing is recorded',
      ).argParser(positiveInteger),
    )
    .option('--dry-run', 'check and decide every row, record nothing')
    .addOption(
      new Option('--order <order>', 'recorded in order of time, or case by case')
        .choices(['occurred', 'case'])
        .default('occurred'),
    )
    .addOption(dataOption())
    .addOption(formatOption(['table', 'json']))
    .addHelpText(
      'after',
      '\nEvery row is accepted, a duplicate, or refused with its line and reason; the counts add up.\n' +
        'Refused rows do not fail the command (exit 0): they are kept in the rejects file, to be mended and sent again.',
    )
    .action((file: string, options: ImportCommandOptions) => runImport(file, options, surroundings));
}

async function runImport(file: string, options: ImportCommandOptions, surroundings: Surroundings): Promise<void> {
  const [session, { importRegister, loadMapping, EventRecorder, EVENTS_MAPPING }, { PublishedSources }] =
    await Promise.all([import('../ledger-session.js'), import('#assay/intake'), import('#assay/intake/sources')]);
  const mapping = await loadMapping(options.mapping);
  // Before the ledger is opened: a slip of the pen must not leave an empty ledger behind.
  await access(file, constants.R_OK);
  const opened = await session.openSession(surroundings, options, 'write');
  const progress = new ImportProgressLine(surroundings, await import('../progress.js'));
  let summary: ImportSummary;
  try {
    const started = performance.now();
    summary = await importRegister({
      file,
      mapping,
      recorder: opened.context.get(EventRecorder),
      spoolFolder: join(opened.configuration.data, 'tmp'),
      rejectsFile:
        options.rejects === undefined ? rejectsPlace(opened.configuration.data, file) : resolve(options.rejects),
      ...(options.expectRows !== undefined && { expectedRows: options.expectRows }),
      dryRun: options.dryRun ?? false,
      order: options.order,
      signal: surroundings.interrupted,
      onProgress: (at) => progress.show(at),
    });
    progress.end();
    if (mapping !== EVENTS_MAPPING && !summary.dryRun)
      await new PublishedSources(opened.configuration.data).remember(mapping);
    if (options.format === 'table') {
      await print(
        surroundings.stdout,
        summaryText(summary, mapping, performance.now() - started, widthOf(surroundings)),
      );
    }
    await session.bringScoresUp(opened, surroundings);
  } catch (error) {
    progress.end();
    throw surroundings.interrupted.aborted ? new InterruptedError(progress.whereStopped()) : error;
  } finally {
    await opened.close();
  }
  if (options.format === 'json') await printLine(surroundings.stdout, JSON.stringify(summary));
  if (summary.refused > 0) await warnOfRefusals(summary, surroundings);
}

function rejectsPlace(data: string, file: string): string {
  const name = file.split(/[\\/]/).at(-1)?.replace(/\.gz$/, '') ?? 'import';
  return join(data, 'rejects', `${name}.rejects.ndjson`);
}

type ProgressModule = typeof import('../progress.js');

/** One bar per phase: bytes while reading, and while lines of events are recorded; rows of a table after that. */
class ImportProgressLine {
  private line: ProgressLine | undefined;
  private phase: ImportProgress['phase'] | undefined;
  private phaseStarted = 0;
  private last: ImportProgress | undefined;

  constructor(
    private readonly surroundings: Surroundings,
    private readonly progress: ProgressModule,
  ) {}

  show(at: ImportProgress): void {
    const { startProgress, perSecond } = this.progress;
    const byBytes = at.total === 0;
    const isTable = at.phase !== 'recording' || !byBytes;
    if (at.phase !== this.phase) {
      this.end();
      this.phase = at.phase;
      this.phaseStarted = performance.now();
      this.line = startProgress(this.surroundings.stderr, LABELS[at.phase], byBytes ? at.totalBytes : at.total);
    }
    this.last = at;
    const rate = perSecond(at.done, performance.now() - this.phaseStarted);
    this.line?.update(byBytes ? at.bytes : at.done, `${grouped(at.done)} ${isTable ? 'rows' : 'events'}  ${rate}`);
  }

  end(): void {
    this.line?.end();
    this.line = undefined;
  }

  /** What a person who pressed Ctrl-C wants to know. */
  whereStopped(): string {
    const { last } = this;
    if (!last) return 'Stopped before anything was read.';
    const again = 'Import the file again to go on: what is recorded will count as duplicate.';
    if (last.phase !== 'recording') return `Stopped after ${grouped(last.rows)} rows were read; nothing was recorded.`;
    if (last.total === 0) return `Stopped after ${grouped(last.rows)} lines. ${again}`;
    return `Stopped after ${grouped(last.done)} of ${grouped(last.total)} rows. ${again}`;
  }
}

const LABELS = { reading: 'Reading', checking: 'Checking', recording: 'Recording' } as const;
/** Lines and collisions shown one by one; `--format json` has more. */
const LISTED = 12;

/** The closing summary: counts that add up, and what is odd about the file. */
function summaryText(summary: ImportSummary, mapping: Mapping | 'events', elapsedMs: number, width: number): string {
  const { read, accepted, duplicate, refused } = summary;
  const counts = [
    ['rows read', read],
    ['accepted', accepted],
    ['duplicate', duplicate],
    ['refused', refused],
  ] as const;
  const figure = Math.max(...counts.map(([, count]) => grouped(count).length));
  const rate = elapsedMs > 0 ? ` (${grouped(Math.round((read * 1000) / elapsedMs))} rows/s)` : '';
  const lines = counts.map(([what, count]) => `${grouped(count).padStart(figure)}  ${what}`);
  if (mapping !== 'events') lines.unshift(`${mapping.source.publisher}: ${mapping.source.dataSet}`, '');
  const took = `${(elapsedMs / 1000).toFixed(1)} s${rate}`;
  lines.push('', `${grouped(summary.cases)} cases, ${grouped(summary.events)} new events, all in ${took}.`);
  lines.push(
    summary.dryRun
      ? 'This was a dry run: nothing was recorded.'
      : `The ledger now ends at position ${grouped(summary.head.position)}.`,
  );
  if (summary.exactDuplicates.length > 0) {
    lines.push('', `Exact copies of an earlier row, on the lines ${listed(summary.exactDuplicates.map(String))}.`);
  }
  for (const { key, lines: places } of summary.collisions.slice(0, LISTED)) {
    lines.push('', `Different rows with one key (${key}), kept apart: lines ${listed(places.map(String))}.`);
  }
  if (summary.collisions.length > LISTED) {
    lines.push(`… and ${grouped(summary.collisions.length - LISTED)} more keys; --format json lists them.`);
  }
  for (const { within, missing, ranges } of summary.gaps.slice(0, LISTED)) {
    const places = ranges.map(([first, last]) => (first === last ? String(first) : `${first}–${last}`));
    const whose = within === '' ? '' : ` of ${within}`;
    lines.push('', `${grouped(missing)} serial numbers${whose} are missing: ${listed(places)}.`);
  }
  if (summary.gaps.length > LISTED) {
    lines.push(`… and ${grouped(summary.gaps.length - LISTED)} more numberings; --format json lists them.`);
  }
  if (summary.unusedColumns.length > 0) lines.push('', `Columns not used: ${summary.unusedColumns.join(', ')}.`);
  for (const warning of summary.warnings) lines.push('', `Warning: ${warning}`);
  return `${lines.flatMap((line) => (line.length <= width ? [line] : paragraph(line, width))).join('\n')}\n`;
}

function listed(items: readonly string[]): string {
  const shown = items.slice(0, LISTED).join(', ');
  return items.length > LISTED ? `${shown} … (${grouped(items.length)} in all)` : shown;
}

async function warnOfRefusals({ refused, rejectsFile, read }: ImportSummary, { stderr }: Surroundings): Promise<void> {
  const where = rejectsFile === null ? '' : ` They are in ${rejectsFile}, each with its line and reason.`;
  await printLine(stderr, `${grouped(refused)} of ${grouped(read)} rows were refused.${where}`);
}
