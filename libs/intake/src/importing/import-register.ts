import { formatTimestamp } from '#assay/transparency';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { compileMapping, type RowMapper } from '../mapping/compile-mapping.js';
import { EVENTS_MAPPING } from '../mapping/load-mapping.js';
import type { Mapping } from '../mapping/mapping.js';
import { RowFault } from '../mapping/row.js';
import { refuse } from '../door/refusal.js';
import { BatchMaker } from './batches.js';
import { type CsvRow, csvRows } from './csv-rows.js';
import { importEvents } from './import-events.js';
import type { ImportOptions } from './import-options.js';
import { EncodingError, HeaderError, ImportAbortedError, ImportError, UnreadableFileError } from './import-errors.js';
import type { ImportProgress, ImportSummary } from './import-summary.js';
import { recordBatches } from './record-batches.js';
import { writeRejects } from './rejects-file.js';
import { SourceFile, type TextEncoding } from './source-file.js';
import { Spool } from './spool.js';

/**
 * Imports a register's file: reads it, finds the rows that make a case, maps them to events, and records what is new.
 * The same file again changes nothing. Nothing is recorded before the whole table was read; lines of events
 * (mapping `events`) are recorded as they come.
 *
 * @throws ImportError when the file as a whole cannot be read or is not what the mapping is for.
 */
export async function importRegister(options: ImportOptions): Promise<ImportSummary> {
  const file = await SourceFile.open(options.file);
  using spool = new Spool(options.spoolFolder);
  const { mapping } = options;
  if (mapping === EVENTS_MAPPING) return await importEvents(file, spool, options);
  const { encoding } = mapping.format;
  if (encoding !== 'auto') return await importTable(file, spool, { ...options, mapping }, encoding, []);
  try {
    return await importTable(file, spool, { ...options, mapping }, 'utf-8', []);
  } catch (error) {
    if (!(error instanceof ImportAbortedError && error.cause instanceof EncodingError)) throw error;
    // Nothing was recorded yet: the file is read again, in a fresh spool, as what it must then be.
    using again = new Spool(options.spoolFolder);
    const warning = `${file.name} is not UTF-8 (line ${error.cause.line}); it was read as windows-1252.`;
    return await importTable(file, again, { ...options, mapping }, 'windows-1252', [warning]);
  }
}

type TableOptions = ImportOptions & { readonly mapping: Mapping };

async function importTable(
  file: SourceFile,
  spool: Spool,
  options: TableOptions,
  encoding: TextEncoding,
  warnings: string[],
): Promise<ImportSummary> {
  const { mapping, recorder } = options;
  const { mapper, read, unreadable } = await readTable(file, spool, options, encoding);
  if (read === 0) warnings.push(`${file.name} has a header and no rows: there is nothing to import.`);

  const maker = new BatchMaker(spool, mapping, mapper, recorder);
  for (const done of maker.run()) {
    report(options, { phase: 'checking', rows: read, done, total: read }, file);
    options.signal?.throwIfAborted();
    await nextTurn();
  }
  const recorded = await recordBatches(spool, maker.batches, options, (done, total) =>
    report(options, { phase: 'recording', rows: read, done, total }, file),
  );
  const { refused, rejectsFile } = await writeRejects(spool, options.rejectsFile);
  const { accepted, duplicate } = recorded.rows;
  const duplicates = duplicate + maker.copies;
  if (accepted + duplicates + refused !== read)
    throw new Error(
      `An import lost count: ${read} rows, but ${accepted} accepted, ${duplicates} duplicate, ${refused} refused (${unreadable} unreadable). This is a defect of the product.`,
    );
  const head = await recorder.head();
  return {
    read,
    accepted,
    duplicate: duplicates,
    refused,
    cases: spool.countSubjects(),
    events: recorded.events,
    head: { position: head.position, recordedAt: head.recordedAt === null ? null : formatTimestamp(head.recordedAt) },
    rejectsFile,
    exactDuplicates: maker.exactDuplicates.sort((a, b) => a - b),
    collisions: maker.collisions,
    unusedColumns: mapper.columns.unused,
    warnings,
    dryRun: options.dryRun ?? false,
  };
}

interface ReadTable {
  readonly mapper: RowMapper;
  readonly read: number;
  readonly unreadable: number;
}

/** The whole table into the spool. Whatever stops the reading, nothing has been recorded then, and the error says so. */
async function readTable(
  file: SourceFile,
  spool: Spool,
  options: TableOptions,
  encoding: TextEncoding,
): Promise<ReadTable> {
  const { mapping } = options;
  let mapper: RowMapper | undefined;
  let read = 0;
  let unreadable = 0;
  try {
    for await (const rows of csvRows(file, { delimiter: mapping.format.delimiter, encoding })) {
      for (const row of rows) {
        if (!mapper) {
          mapper = compileMapping(mapping, headerOf(row, file.name), file.name);
          continue;
        }
        read += 1;
        if (!spoolRow(row, mapper, spool)) unreadable += 1;
      }
      report(options, { phase: 'reading', rows: read, done: read, total: 0 }, file);
      options.signal?.throwIfAborted();
    }
  } catch (error) {
    if (error instanceof ImportError && !(error instanceof HeaderError)) throw new ImportAbortedError(read, 0, error);
    throw error;
  }
  if (!mapper) throw new UnreadableFileError(`${file.name} is empty: it has not even a header.`);
  return { mapper, read, unreadable };
}

function headerOf(row: CsvRow, file: string): readonly string[] {
  if (row.fault !== null) throw new HeaderError(`${file} has no header that can be read: ${row.fault}`);
  return row.cells;
}

/** False when the row is refused at once, because nobody can say what it belongs to. */
function spoolRow(row: CsvRow, mapper: RowMapper, spool: Spool): boolean {
  if (row.fault !== null) {
    spool.addReject(row.line, refuse('invalid', row.fault), row.text);
    return false;
  }
  try {
    const key = mapper.keyOf({ line: row.line, cells: row.cells, ordinal: 1 });
    spool.addRow(row.line, key, row.cells, row.text);
    return true;
  } catch (error) {
    if (!(error instanceof RowFault)) throw error;
    spool.addReject(row.line, refuse('invalid', error.message, error.column, error.value), row.text);
    return false;
  }
}

function report(
  { onProgress }: ImportOptions,
  progress: Pick<ImportProgress, 'phase' | 'rows' | 'done' | 'total'>,
  file: SourceFile,
): void {
  onProgress?.({ ...progress, bytes: file.bytesRead, totalBytes: file.totalBytes });
}
