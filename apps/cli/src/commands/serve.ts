import { Command, InvalidArgumentError, Option } from 'commander';
import { dataOption, nonEmpty, type WhereOptions } from '../options.js';
import type { CommandContext } from '../command-context.js';
import { printLine, type Surroundings } from '../surroundings.js';

interface ServeOptions extends WhereOptions {
  readonly port?: number;
  readonly host?: string;
}

export function portOption(): Option {
  return new Option(
    '--port <port>',
    'where to listen; 0 takes any that is free (default: ASSAY_PORT, else 8080)',
  ).argParser((text) => {
    if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535)
      throw new InvalidArgumentError('Write a number from 0 to 65535.');
    return Number(text);
  });
}

export function serveCommand({ surroundings }: CommandContext): Command {
  return new Command('serve')
    .description('Serve the HTTP interface, the live stream and the OpenAPI pages of a ledger, until Ctrl-C.')
    .addOption(portOption())
    .addOption(
      new Option('--host <address>', 'address to listen on (default: ASSAY_HOST, else 127.0.0.1)').argParser(nonEmpty),
    )
    .addOption(dataOption())
    .action((options: ServeOptions) => serve(options, surroundings));
}

async function serve(options: ServeOptions, surroundings: Surroundings): Promise<void> {
  const [{ configurationFor }, { startServer }] = await Promise.all([
    import('../ledger-session.js'),
    import('../../../server/src/server.js'),
  ]);
  const configuration = await configurationFor(surroundings, options);
  const server = await startServer(configuration, surroundings.interrupted);
  await printLine(
    surroundings.stderr,
    `Serving the ledger in ${configuration.data} at ${server.url} (pages: ${server.url}/docs)`,
  );
  await untilInterrupted(surroundings.interrupted);
  await printLine(surroundings.stderr, 'Stopping: finishing what is under way.');
  await server.close();
}

export function untilInterrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
