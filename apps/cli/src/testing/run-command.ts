/** Runs a command line in this process and gives back what it said and how it ended. */
import { Writable } from 'node:stream';
import { run } from '../run.js';

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandSurroundings {
  readonly env?: Readonly<Record<string, string>>;
  readonly interrupted?: AbortSignal;
}

export async function assay(args: readonly string[], surroundings: CommandSurroundings = {}): Promise<Ended> {
  const stdout = new Captured();
  const stderr = new Captured();
  const code = await run(args, {
    // Source files cannot be started as worker threads: processors run in this one.
    env: { COLUMNS: '120', LANG: 'C', ASSAY_PROCESSORS: 'inline', ...surroundings.env },
    stdout,
    stderr,
    interrupted: surroundings.interrupted ?? new AbortController().signal,
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

class Captured extends Writable {
  private readonly chunks: Buffer[] = [];

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.chunks.push(chunk);
    done();
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}
