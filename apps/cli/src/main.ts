/** The `assay` command as a process: real streams, Ctrl-C, and an exit code. `run` does the rest, and tests call that. */
import { EXIT, InterruptedError, isBrokenPipe } from './failure.js';
import { run } from './run.js';

const stop = new AbortController();
// The first signal asks for an orderly stop; the second leaves at once, for the log loses nothing that it acknowledged.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(EXIT.interrupted);
    stop.abort(new InterruptedError());
  });
}
// `assay events | head`: the reader has enough, which is no error worth a word.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (isBrokenPipe(error)) process.exit(EXIT.brokenPipe);
    throw error;
  });
}

process.exitCode = await run(process.argv.slice(2), {
  env: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  interrupted: stop.signal,
});
