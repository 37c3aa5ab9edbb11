import 'reflect-metadata';
import { ConfigurationError, readConfiguration } from '#assay/ledger';
import { startServer } from './server.js';

/** The server as a process of its own, configured by the environment alone; `assay serve` is the same with flags. */
try {
  const { app } = await startServer(readConfiguration(process.env));
  app.enableShutdownHooks();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = error instanceof ConfigurationError ? 2 : 1;
}
