import { createReadStream, createWriteStream, type WriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { once } from 'node:events';

/** Answers longer than this wait on disk. */
const MEMORY_BYTES = 1024 * 1024;

/**
 * The answer to a stream of lines, kept until the last line was read.
 *
 * Most HTTP clients read no answer before they have sent all. Were receipts sent while lines still come in, the client's
 * unread answer would stop ours, ours would stop reading, and both would wait for ever. So the answer waits: the first
 * MiB in memory, the rest in a temporary file, whatever the length of the stream.
 */
export class ReceiptSpool {
  private pending: string[] = [];
  private bytes = 0;
  private file: { readonly folder: string; readonly path: string; readonly stream: WriteStream } | undefined;

  async write(line: string): Promise<void> {
    this.pending.push(line);
    this.bytes += line.length;
    if (this.bytes < MEMORY_BYTES) return;
    this.file ??= await openFile();
    const text = this.pending.join('');
    this.pending = [];
    this.bytes = 0;
    if (!this.file.stream.write(text)) await once(this.file.stream, 'drain');
  }

  /** The whole answer, once; the file goes when it was read or given up. */
  async read(): Promise<Readable> {
    const tail = this.pending.join('');
    if (!this.file) return Readable.from([tail], { objectMode: false });
    const { stream, path } = this.file;
    stream.end(tail);
    await finished(stream);
    const answer = createReadStream(path);
    answer.once('close', () => void this.discard());
    return answer;
  }

  /** Removes what is on disk; safe to call again. */
  async discard(): Promise<void> {
    const file = this.file;
    this.file = undefined;
    if (!file) return;
    file.stream.destroy();
    await rm(file.folder, { recursive: true, force: true });
  }
}

async function openFile() {
  const folder = await mkdtemp(join(tmpdir(), 'assay-receipts-'));
  const path = join(folder, 'receipts.ndjson');
  return { folder, path, stream: createWriteStream(path) };
}
