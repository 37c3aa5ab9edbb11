import { formatTimestamp } from '#assay/transparency';
import { compileMapping, type RowMapper } from '../mapping/compile-mapping.js';
import { EVENTS_MAPPING } from '../mapping/shipped-mappings.js';
import type { Mapping, TextEncoding } from '../mapping/mapping.js';
import { RowFault } from '../mapping/row.js';
import { refuse } from '../door/refusal.js';
import { type CsvRow, csvRows } from './csv-rows.js';
import { EventMaker } from './event-maker.js';
import { importEvents } from './import-events.js';
import type { EventOrder } from './event-order.js';
import type { ImportOptions } from './import-options.js';
import {
  CutOffError,
  EncodingError,
  HeaderError,
  ImportAbortedError,
  ImportError,
  notEncoded,
  type NotEncodedSo,
  RowCountError,
  UnreadableFileError,
} from './import-errors.js';
import type { ImportProgress, ImportSummary } from './import-summary.js';
import { recordSpooled } from './record-spooled.js';
import { writeRejects } from './rejects-file.js';
import { RowFates } from './row-fates.js';
import { serialGaps } from './serial-gaps.js';
import { SourceFile } from './source-file.js';
import { TableHeader } from './table-header.js';
import { Spool } from './spool.js';

/**
 * Imports a register's file: reads it, finds the rows that make a case, maps them to events, and records what is new.
 * The same file again changes nothing. Nothing is recorded before the whole table was read, and nothing of a case before
 * all of it is mapped; lines of events (mapping `events`) are recorded as they come.
 *
 * @throws ImportError when the file as a whole cannot be read or is not what the mapping is for.
 */
export async function importRegister(options: ImportOptions): Promise<ImportSummary> {
  const file = await SourceFile.open(options.file);
  const { mapping } = options;
  if (mapping === EVENTS_MAPPING) {
    using spool = new Spool(options.spoolFolder);
    return await importEvents(file, spool, options);
  }
  const tried: NotEncodedSo[] = [];
  let rowsRead = 0;
  for (const encoding of mapping.format.encoding) {
    // Nothing is recorded before the whole file was read: it is read again, in a fresh spool, as what it must then be.
    using spool = new Spool(options.spoolFolder);
    const warning = `${file.name} is ${notEncoded(tried)}; it was read as ${encoding}.`;
    try {
      return await importTable(file, spool, { ...options, mapping }, encoding, tried.length > 0 ? [warning] : []);
    } catch (error) {
      if (!(error instanceof ImportAbortedError && error.cause instanceof EncodingError)) throw error;
      tried.push(...error.cause.tried);
      ({ rowsRead } = error);
    }
  }
  throw new ImportAbortedError(rowsRead, 0, new EncodingError(file.name, tried));
}

type TableOptions = ImportOptions & { readonly mapping: Mapping };

async function importTable(
  file: SourceFile,
  spool: Spool,
  options: TableOptions,
  encoding: TextEncoding,
  warnings: string[],
): Promise<ImportSummary> {
  const { mapping } = options;
  // A rehearsal cannot read its own events back, so those of one case must come together.
  const order = options.dryRun ? 'case' : (options.order ?? 'occurred');
  const recorder = options.dryRun ? options.recorder.rehearsing() : options.recorder;
  const { mapper, read, unreadable, lastLine } = await readTable(file, spool, options, encoding, order);
  const gaps = serialGaps(spool);
  if (read === 0) warnings.push(`${file.name} has a header and no rows: there is nothing to import.`);

  const fates = new RowFates(lastLine);
  const maker = new EventMaker(spool, fates, mapping, mapper, recorder, order);
  let events = 0;
  for await (const { mapped, recorded, accepted } of recordSpooled(spool, fates, maker.run(), recorder)) {
    events = accepted;
    const done = recorded === 0 ? mapped : fates.settled + maker.copies;
    report(options, { phase: recorded === 0 ? 'checking' : 'recording', rows: read, done, total: read }, file);
    options.signal?.throwIfAborted();
  }
  report(options, { phase: 'recording', rows: read, done: read, total: read }, file);
  const { refused, rejectsFile } = await writeRejects(spool, options.rejectsFile);
  const { accepted, duplicate } = fates.count();
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
    events,
    head: { position: head.position, recordedAt: head.recordedAt === null ? null : formatTimestamp(head.recordedAt) },
    rejectsFile,
    exactDuplicates: maker.exactDuplicates.first(),
    collisions: maker.collisions.first(),
    gaps,
    unusedColumns: mapper.columns.unused,
    warnings,
    dryRun: options.dryRun ?? false,
  };
}

interface ReadTable {
  readonly mapper: RowMapper;
  readonly read: number;
  readonly unreadable: number;
  /** On which the last row begins. */
  readonly lastLine: number;
}

/** The whole table into the spool. Whatever stops the reading, nothing has been recorded then, and the error says so. */
async function readTable(
  file: SourceFile,
  spool: Spool,
  options: TableOptions,
  encoding: TextEncoding,
  order: EventOrder,
): Promise<ReadTable> {
  const { mapping, expectedRows } = options;
  const header = new TableHeader(mapping.format, file.name);
  let mapper: RowMapper | undefined;
  let lastLine = 0;
  let read = 0;
  let unreadable = 0;
  try {
    for await (const rows of csvRows(file, { delimiter: mapping.format.delimiter, encoding })) {
      for (const row of rows) {
        if (!mapper) {
          const names = header.take(row);
          if (names) mapper = compileMapping(mapping, names, file.name);
          continue;
        }
        read += 1;
        lastLine = row.line;
        if (!spoolRow(row, mapper, spool, order)) unreadable += 1;
      }
      report(options, { phase: 'reading', rows: read, done: read, total: 0 }, file);
      options.signal?.throwIfAborted();
    }
    if (mapping.format.finalLineBreak === 'required' && read > 0 && !file.endsWithLineBreak)
      throw new CutOffError(file.name, lastLine);
    if (expectedRows !== undefined && read !== expectedRows) throw new RowCountError(file.name, expectedRows, read);
  } catch (error) {
    if (error instanceof ImportError && !(error instanceof HeaderError)) throw new ImportAbortedError(read, 0, error);
    throw error;
  }
  if (!mapper) throw new UnreadableFileError(`${file.name} is empty: it has not even a header.`);
  return { mapper, read, unreadable, lastLine };
}

/** False when the row is refused at once, because nobody can say what it belongs to. */
function spoolRow(row: CsvRow, mapper: RowMapper, spool: Spool, order: EventOrder): boolean {
  if (row.fault !== null) {
    spool.addReject(row.line, refuse('invalid', row.fault), row.text);
    return false;
  }
  try {
    const parsed = { line: row.line, cells: row.cells, ordinal: 1 };
    const serial = mapper.serialOf(parsed);
    if (serial) spool.addSerial(serial.within, serial.number);
    const key = mapper.keyOf(parsed);
    // By case they can only be recorded once all are known.
    spool.addRow(row, key, order === 'occurred' ? mapper.earliestOf(parsed) : '');
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
