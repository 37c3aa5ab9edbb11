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
  /** Stops the command half a second after it has said this on stderr. */
  readonly stopAfter?: string;
}

const A_WHILE_MS = 500;

export async function assay(args: readonly string[], surroundings: CommandSurroundings = {}): Promise<Ended> {
  const stdout = new Captured();
  const stop = new AbortController();
  const stderr = new Captured((text) => {
    if (surroundings.stopAfter !== undefined && text.includes(surroundings.stopAfter))
      setTimeout(() => stop.abort(), A_WHILE_MS);
  });
  const code = await run(args, {
    // Source files cannot be started as worker threads: processors run in this one.
    env: { COLUMNS: '120', LANG: 'C', ASSAY_PROCESSORS: 'inline', ...surroundings.env },
    stdout,
    stderr,
    interrupted: surroundings.interrupted ?? stop.signal,
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}

class Captured extends Writable {
  private readonly chunks: Buffer[] = [];

  constructor(private readonly onText: (text: string) => void = () => undefined) {
    super();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.chunks.push(chunk);
    this.onText(chunk.toString('utf8'));
    done();
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString('utf8');
  }
}
