import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testEventLog } from '../event-log.contract.js';
import { SqliteEventLog } from './sqlite-event-log.js';

let base: string;
let ledgers = 0;
beforeAll(async () => (base = await mkdtemp(join(tmpdir(), 'assay-log-'))));
afterAll(() => rm(base, { recursive: true }));
const newFolder = () => join(base, String(++ledgers));

testEventLog('SqliteEventLog', { open: (settings) => SqliteEventLog.open(newFolder(), settings) });

testEventLog('SqliteEventLog that knows no stream by heart', {
  open: (settings) => SqliteEventLog.open(newFolder(), { ...settings, hotIds: 1 }),
});
