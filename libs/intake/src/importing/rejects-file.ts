import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Reject, Spool } from './spool.js';

/**
 * Counts the refused rows and, where a file is asked for, writes them down by line: one JSON object each, with the line,
 * the reason and the row as it came, so that it can be mended and imported again.
 */
export async function writeRejects(
  spool: Spool,
  path: string | undefined,
): Promise<{ refused: number; rejectsFile: string | null }> {
  let refused = 0;
  const lines = function* (): Generator<string> {
    for (const reject of spool.rejects()) {
      refused += 1;
      yield describe(reject);
    }
  };
  const first = lines();
  const start = first.next();
  if (start.done) return { refused: 0, rejectsFile: null };
  const text = function* (): Generator<string> {
    yield start.value;
    yield* first;
  };
  if (path === undefined) {
    for (const _line of first) void _line;
    return { refused, rejectsFile: null };
  }
  await mkdir(dirname(path), { recursive: true });
  await pipeline(Readable.from(text()), createWriteStream(path));
  return { refused, rejectsFile: path };
}

function describe({ line, refusal, text }: Reject): string {
  const { code, detail: reason, field, value } = refusal;
  return `${JSON.stringify({ line, code, reason, field, value, row: text })}\n`;
}
