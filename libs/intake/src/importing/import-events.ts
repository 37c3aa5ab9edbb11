import { formatTimestamp } from '#assay/transparency';
import { recordLines } from '../lines/record-lines.js';
import { DamagedFileError, EncodingError, ImportAbortedError } from './import-errors.js';
import type { ImportOptions } from './import-options.js';
import type { ImportSummary } from './import-summary.js';
import { writeRejects } from './rejects-file.js';
import type { SourceFile } from './source-file.js';
import type { Spool } from './spool.js';

/**
 * The mapping `events`: lines of events, as `assay events --format ndjson` prints them or bare, go the way of the HTTP
 * stream. They are recorded as they come, so a file that breaks off has told what stands before the break.
 */
export async function importEvents(file: SourceFile, spool: Spool, options: ImportOptions): Promise<ImportSummary> {
  const recorder = options.dryRun ? options.recorder.rehearsing() : options.recorder;
  const counts = { accepted: 0, duplicate: 0, refused: 0 };
  let read = 0;
  try {
    for await (const results of recordLines(file.bytes(), recorder, { overloadPatienceMs: 60_000 })) {
      for (const { line, result, text } of results) {
        read += 1;
        counts[result.status] += 1;
        if (result.status === 'refused') spool.addReject(line, result.refusal, text);
        else spool.addSubject(result.case);
      }
      options.onProgress?.({
        phase: 'recording',
        bytes: file.bytesRead,
        totalBytes: file.totalBytes,
        rows: read,
        done: read,
        total: 0,
      });
      options.signal?.throwIfAborted();
    }
  } catch (error) {
    if (error instanceof DamagedFileError || error instanceof EncodingError)
      throw new ImportAbortedError(read, counts.accepted, error);
    throw error;
  }
  const { refused, rejectsFile } = await writeRejects(spool, options.rejectsFile);
  const head = await recorder.head();
  return {
    read,
    accepted: counts.accepted,
    duplicate: counts.duplicate,
    refused,
    cases: spool.countSubjects(),
    events: counts.accepted,
    head: { position: head.position, recordedAt: head.recordedAt === null ? null : formatTimestamp(head.recordedAt) },
    rejectsFile,
    exactDuplicates: [],
    collisions: [],
    gaps: [],
    unusedColumns: [],
    warnings: read === 0 ? [`${file.name} has no lines: there is nothing to import.`] : [],
    dryRun: options.dryRun ?? false,
  };
}
