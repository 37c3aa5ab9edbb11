/** The built `assay` command as a process of its own, as users start it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const BIN = fileURLToPath(new URL('../../apps/cli/bin/assay.js', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class CommandProcess {
  stdout = '';
  stderr = '';
  private readonly ended: Promise<Ended>;

  private constructor(readonly child: ChildProcess) {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.ended = once(child, 'close').then(([code]) => ({
      code: code as number | null,
      stdout: this.stdout,
      stderr: this.stderr,
    }));
  }

  /** @param flags Node's own; without them it is run without those of its first line */
  static start(
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    flags: readonly string[] = [],
  ): CommandProcess {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !name.startsWith('ASSAY_') && name !== 'NODE_OPTIONS',
    );
    return new CommandProcess(
      spawn(process.execPath, [...flags, BIN, ...args], {
        env: { ...Object.fromEntries(inherited), COLUMNS: '120', LANG: 'C', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  /** Resolves with the match once what was said on stdout and stderr has it; rejects when the command ends without. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    const look = (): RegExpExecArray | null => pattern.exec(this.stdout) ?? pattern.exec(this.stderr);
    const isOver = this.ended.then(() => true);
    for (;;) {
      const found = look();
      if (found) return found;
      const pause = new Promise<false>((resolve) => setTimeout(() => resolve(false), 20));
      if ((await Promise.race([isOver, pause])) && !look())
        throw new Error(`The command ended without saying ${String(pattern)}:\n${this.stdout}\n${this.stderr}`);
    }
  }

  end(): Promise<Ended> {
    return this.ended;
  }

  stop(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL' = 'SIGINT'): Promise<Ended> {
    this.child.kill(signal);
    return this.ended;
  }
}

export const assay = (args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Ended> =>
  CommandProcess.start(args, env).end();
