import { createRequire } from 'node:module';
import { Command } from 'commander';
import { backdatedCommand } from './commands/backdated.js';
import { boardCommand } from './commands/board.js';
import { caseCommand } from './commands/case.js';
import { circularCommand } from './commands/circular.js';
import { declaredCommand } from './commands/declared.js';
import { demoCommand } from './commands/demo.js';
import { diffCommand } from './commands/diff.js';
import { eventsCommand } from './commands/events.js';
import { explainCommand } from './commands/explain.js';
import { exportCommand } from './commands/export.js';
import { historyCommand } from './commands/history.js';
import { importCommand } from './commands/import.js';
import { parkedCommand } from './commands/parked.js';
import { promisesCommand } from './commands/promises.js';
import { rebuildCommand } from './commands/rebuild.js';
import { replayCommand } from './commands/replay.js';
import { schemeCommand } from './commands/scheme.js';
import { sensitivityCommand } from './commands/sensitivity.js';
import { serveCommand } from './commands/serve.js';
import { simulateCommand } from './commands/simulate.js';
import { webhookCommand } from './commands/webhook.js';
import type { CommandContext } from './command-context.js';
import type { ExitCode } from './failure.js';
import { type Surroundings, widthOf } from './surroundings.js';

const { version } = createRequire(import.meta.url)('#package.json') as { readonly version: string };

/**
 * The whole command line. Commands declare their options here and load what they need only when they run, so that help
 * answers at once.
 */
export function buildProgram(surroundings: Surroundings, endWith: (code: ExitCode) => void): Command {
  const context: CommandContext = { surroundings, endWith };
  const program = new Command('assay')
    .description('An event-sourced ledger of how insurers serve people: record, score, explain, replay.')
    .version(version, '--version', 'the version of Assay')
    // An option belongs to the command that it follows: `rebuild status --data` is not one of `rebuild`.
    .enablePositionalOptions()
    .showHelpAfterError('(add --help for what there is)')
    .addHelpText('after', EPILOGUE);
  for (const make of [
    importCommand,
    boardCommand,
    explainCommand,
    sensitivityCommand,
    historyCommand,
    diffCommand,
    backdatedCommand,
    declaredCommand,
    caseCommand,
    eventsCommand,
    promisesCommand,
    exportCommand,
    circularCommand,
    schemeCommand,
    replayCommand,
    rebuildCommand,
    parkedCommand,
    simulateCommand,
    serveCommand,
    webhookCommand,
    demoCommand,
  ]) {
    program.addCommand(make(context));
  }
  inheritManners(program, surroundings);
  return program;
}

const EPILOGUE = `
A first look:
  assay demo                                             a simulated market, live
  assay import FILE --mapping ct-cid                     record a register
  assay board --scheme complaint-outcomes --period 2024  read its scores

Exit codes: 0 fine, 1 the check failed, 2 bad usage or input.
Settings come from the environment (ASSAY_DATA, ASSAY_PORT …); a wrong one is told by name.`;

/** Every command, however deep, writes to the given streams and throws where commander would exit. */
function inheritManners(command: Command, surroundings: Surroundings): void {
  command
    .exitOverride()
    .configureHelp({ helpWidth: widthOf(surroundings), showGlobalOptions: false })
    .configureOutput({
      writeOut: (text) => void surroundings.stdout.write(text),
      writeErr: (text) => void surroundings.stderr.write(text),
      outputError: (text, write) => write(text.replace(/^error: /, 'assay: ')),
    });
  for (const child of command.commands) inheritManners(child, surroundings);
}
