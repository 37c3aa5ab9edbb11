import { Command } from 'commander';
import type { EventPage, EventSearchQuery } from '#assay/scoring';
import {
  formatOption,
  knownAtOption,
  type MomentOptions,
  paged,
  type PagingOptions,
  reading,
  type ReadingOptions,
} from '../options.js';
import type { CommandContext } from '../command-context.js';
import type { LedgerReader } from '../reading/ledger-reader.js';
import { print, printLine, type Surroundings, widthOf } from '../surroundings.js';

interface EventsOptions extends ReadingOptions, PagingOptions, MomentOptions {
  readonly type?: readonly string[];
  readonly unit?: string;
  readonly since?: string;
  readonly until?: string;
  readonly text?: string;
  readonly newestFirst?: boolean;
  readonly format: 'table' | 'ndjson' | 'json' | 'csv';
}

const EVENTS_ON_SCREEN = 40;
/** Events of a `json` document when nobody asks for more: it is one document and must fit into memory. */
const EVENTS_IN_DOCUMENT = 1_000;

export function eventsCommand({ surroundings }: CommandContext): Command {
  const command = new Command('events')
    .description('The audit trail: every event as it was recorded, in order.')
    .option('--type <type...>', 'complaint.filed.v1, complaint.filed, or a family such as complaint')
    .option('--unit <path>', 'of this unit and what lies below it')
    .option('--since <time>', 'happened at or after a day (2024-07-15) or an instant (RFC 3339)')
    .option('--until <time>', 'happened at or before a day or an instant')
    .option('--text <text>', 'with this text in it, letter for letter')
    .option('--newest-first', 'the last recorded first')
    .addOption(knownAtOption())
    .addOption(formatOption(['table', 'ndjson', 'json', 'csv']))
    .addHelpText('after', '\nndjson is the export format: "assay import FILE --mapping events" takes it back.');
  return reading(paged(command, 'events (default: all; 40 in a table, 1,000 in json)')).action(
    (options: EventsOptions) => events(options, surroundings),
  );
}

async function events(options: EventsOptions, surroundings: Surroundings): Promise<void> {
  const [{ withReader }, output] = await Promise.all([
    import('../ledger-session.js'),
    import('../output/event-lines.js'),
  ]);
  const { stdout, stderr } = surroundings;
  await withReader(surroundings, options, async (reader) => {
    if (options.format === 'ndjson' || options.format === 'csv') {
      if (options.format === 'csv') await print(stdout, output.EVENT_CSV_HEAD);
      const line = options.format === 'csv' ? output.eventCsv : output.eventLine;
      for await (const page of pages(reader, options, options.limit ?? Infinity, surroundings.interrupted)) {
        await print(stdout, page.events.map(line).join(''));
      }
      return;
    }
    const most = options.limit ?? (options.format === 'table' ? EVENTS_ON_SCREEN : EVENTS_IN_DOCUMENT);
    const found = await gather(reader, options, most, surroundings.interrupted);
    if (options.format === 'json') {
      await printLine(stdout, JSON.stringify(found));
      return;
    }
    if (options.knownAt !== undefined) await printLine(stdout, `${output.momentLine(found)}\n`);
    if (found.events.length === 0) await printLine(stdout, 'No event fits.');
    else await printLine(stdout, output.eventTable(found.events, widthOf(surroundings)));
    if (found.nextCursor !== null) await printLine(stderr, `More events follow: --cursor ${found.nextCursor}`);
  });
}

/** Pages until there are enough events or no more; a search for text may give empty pages on the way. */
async function* pages(
  reader: LedgerReader,
  options: EventsOptions,
  most: number,
  interrupted: AbortSignal,
): AsyncGenerator<EventPage, void> {
  const { LARGEST_PAGE } = await import('../reading/ledger-reader.js');
  const { type: types, unit, since, until, text, knownAt } = options;
  const order = options.newestFirst ? ('newest-first' as const) : undefined;
  const query: EventSearchQuery = { types, unit, since, until, text, order, knownAt };
  let cursor = options.cursor;
  let left = most;
  do {
    const page = await reader.events({ ...query, cursor, limit: Math.min(left, LARGEST_PAGE) });
    left -= page.events.length;
    yield page;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && left > 0 && !interrupted.aborted);
}

async function gather(
  reader: LedgerReader,
  options: EventsOptions,
  most: number,
  interrupted: AbortSignal,
): Promise<EventPage> {
  const found: EventPage['events'][number][] = [];
  let last: EventPage | undefined;
  for await (const page of pages(reader, options, most, interrupted)) {
    found.push(...page.events);
    last = page;
  }
  return {
    knownAt: last?.knownAt ?? { position: 0, recordedAt: null },
    events: found,
    nextCursor: last?.nextCursor ?? null,
  };
}
