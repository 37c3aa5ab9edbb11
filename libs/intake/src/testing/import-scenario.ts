/** An import as tests tell it: a register's text, a log in memory, and what became of both. */
import { InMemoryEventLog } from '#assay/event-log';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImportOptions } from '../importing/import-options.js';
import { importRegister } from '../importing/import-register.js';
import type { ImportSummary } from '../importing/import-summary.js';
import { loadMapping } from '../mapping/load-mapping.js';
import { parseMapping } from '../mapping/parse-mapping.js';
import { EventRecorder, type RecorderOptions } from '../recording/event-recorder.js';

const NOW = Date.parse('2026-01-15T12:00:00.000Z');

/** A refused row as it stands in the rejects file. */
export interface RejectedRow {
  readonly line: number;
  readonly code: string;
  readonly reason: string;
  readonly field?: string;
  readonly value?: string;
  readonly row: string;
}

type ScenarioOptions = Partial<Omit<ImportOptions, 'mapping'>> & {
  /** A mapping as its file says it, or a shipped one by its id. Default: {@link findings}. */
  readonly mapping?: object | string;
  readonly name?: string;
};

export class ImportScenario {
  log = new InMemoryEventLog({ clock: () => NOW });
  recorder = new EventRecorder(this.log, { clock: () => NOW });

  private constructor(readonly folder: string) {}

  static async open(): Promise<ImportScenario> {
    return new ImportScenario(await mkdtemp(join(tmpdir(), 'assay-import-')));
  }

  /** Another, empty ledger, whose recorder may remember few cases. */
  beginAnew(options: Pick<RecorderOptions, 'cachedCases'> = {}): void {
    this.log = new InMemoryEventLog({ clock: () => NOW });
    this.recorder = new EventRecorder(this.log, { ...options, clock: () => NOW });
  }

  get spoolFolder(): string {
    return join(this.folder, 'spool');
  }

  get rejectsFile(): string {
    return join(this.folder, 'rejects', 'rejects.ndjson');
  }

  async run(content: string | Buffer, options: ScenarioOptions = {}): Promise<ImportSummary> {
    const { mapping = findings, name = 'register.csv', ...rest } = options;
    const loaded = typeof mapping === 'string' ? await loadMapping(mapping) : parseMapping(mapping, 'test');
    return importRegister({ ...(await this.place(name, content)), mapping: loaded, ...rest });
  }

  async runEvents(content: string | Buffer, options: Partial<ImportOptions> = {}): Promise<ImportSummary> {
    return importRegister({ ...(await this.place('events.ndjson', content)), mapping: 'events', ...options });
  }

  /** The canonical texts of all that is recorded. */
  async bodies(): Promise<string[]> {
    return (await this.log.readAll({ after: 0, limit: 100_000 })).map(({ body }) => body);
  }

  async rejects(): Promise<RejectedRow[]> {
    const text = await readFile(this.rejectsFile, 'utf8');
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as RejectedRow);
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }

  private async place(name: string, content: string | Buffer) {
    const file = join(this.folder, name);
    await writeFile(file, content);
    const { recorder, spoolFolder, rejectsFile } = this;
    return { file, recorder, spoolFolder, rejectsFile };
  }
}

/** A register whose rows are findings: several make a case. */
export const findings = {
  id: 'findings',
  version: 1,
  title: 'Findings',
  source: { publisher: 'Somebody', dataSet: 'Findings', uri: 'urn:register:findings' },
  columns: {
    file: 'file',
    company: 'company',
    opened: { names: ['opened'], date: ['YYYY-MM-DD'] },
    closed: { names: ['closed'], date: ['YYYY-MM-DD'] },
    finding: 'finding',
    recovery: 'recovery',
  },
  rows: { key: ['file', 'company'], repeated: 'merge', agree: ['opened', 'closed', 'recovery'] },
  cases: [
    {
      kind: 'complaint',
      key: 'findings/{file}/{company}',
      events: [
        {
          type: 'complaint.filed.v1',
          id: '{file}/{company}/filed',
          time: 'opened',
          data: { unit: { unit: { company: '{company}' } } },
        },
        {
          type: 'complaint.resolved.v1',
          when: { closed: 'filled' },
          id: '{file}/{company}/resolved',
          time: 'closed',
          data: {
            recovered: { decimal: 'recovery' },
            findings: {
              perRow: {
                disposition: 'finding',
                outcome: { values: 'finding', map: { Settled: 'against', Substantiated: 'for' }, otherwise: 'refuse' },
              },
            },
          },
        },
      ],
    },
  ],
};

export const FINDINGS_HEADER = 'file,company,opened,closed,finding,recovery';

/** A findings register of these rows. */
export const findingRows = (...lines: string[]): string => `${[FINDINGS_HEADER, ...lines].join('\n')}\n`;
