#!/usr/bin/env -S node --max-semi-space-size=8 --heap-growing-percent=20
/**
 * Starts the built `assay` command. Plain old JavaScript on purpose: it must at least load on a Node too old for the rest.
 * `npm ci` brings Node 24 as a package; where this was started by an older one, it hands over.
 *
 * A ledger's work makes much short-lived garbage from little that lives. The two flags have it collected early, so that memory
 * stays small however long an import is; they must stand in the first line, for they count only at the start. A server and a replay
 * would pay for them with a fifth of their time: these start over, as the same process, with flags of their own.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const REQUIRED = 24;
const root = new URL('../../../', import.meta.url);
const main = new URL('dist/apps/cli/src/main.js', root);

if (Number(process.versions.node.split('.')[0]) < REQUIRED) {
  const bundled = fileURLToPath(new URL('node_modules/.bin/node', root));
  if (existsSync(bundled)) {
    process.exit(await handOver(bundled));
  }
  process.stderr.write(
    `Assay needs Node ${REQUIRED} or newer; this is ${process.version}. Install it, or run "npm ci", which brings it.\n`,
  );
  process.exit(2);
}
if (!existsSync(main)) {
  process.stderr.write('Assay is not built yet. Run "npm run build" first.\n');
  process.exit(2);
}
const { endsSoon, engineFlags } = await import(new URL('dist/apps/cli/src/engine-flags.js', root).href);
const command = process.argv[2] ?? '';
if (process.execArgv.includes('--heap-growing-percent=20') && process.platform !== 'win32') {
  const flags = engineFlags(command);
  if (flags) process.execve(process.execPath, [process.execPath, ...flags, ...process.argv.slice(1)]);
}
if (endsSoon(command)) keepWhatIsCompiled();
await import(main.href);

/**
 * A sixth of the time of a question is compiling, so what was compiled is kept for the next one. It is code: it lies beside the code,
 * where whoever could plant some could change the product as well; where that cannot be written, nothing is kept. Threads are told by
 * the environment; what that says already holds. Coverage counts what is compiled.
 */
function keepWhatIsCompiled() {
  if (process.env.NODE_COMPILE_CACHE !== undefined || process.env.NODE_V8_COVERAGE) return;
  process.env.NODE_COMPILE_CACHE = fileURLToPath(new URL('node_modules/.cache/assay/compiled', root));
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
}

/** Runs this same command on the other Node and answers its exit code; signals reach it so that it can stop in order. */
function handOver(node) {
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  // A terminal sends Ctrl-C to both of us; passing it on as well would look like a second one.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  return new Promise((resolve) =>
    child.on('exit', (status, signal) => resolve(status ?? (signal === 'SIGINT' ? 130 : 1))),
  );
}
