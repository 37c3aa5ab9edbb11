import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Reject, Spool } from './spool.js';

/**
 * Counts the refused rows and, where a file is asked for, writes them down by line: one JSON object each, with the line,
 * the reason and the row as it came, so that it can be mended and imported again. Without refused rows no file is made.
 */
export async function writeRejects(
  spool: Spool,
  path: string | undefined,
): Promise<{ refused: number; rejectsFile: string | null }> {
  const refused = spool.countRejects();
  if (refused === 0 || path === undefined) return { refused, rejectsFile: null };
  await mkdir(dirname(path), { recursive: true });
  await pipeline(Readable.from(spool.rejects()).map(describe), createWriteStream(path));
  return { refused, rejectsFile: path };
}

function describe({ line, refusal, text }: Reject): string {
  const { code, detail: reason, field, value } = refusal;
  return `${JSON.stringify({ line, code, reason, field, value, row: text })}\n`;
}
