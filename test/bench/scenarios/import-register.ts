import { createReadStream, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { EventRecorder, importRegister, loadMapping } from '#assay/intake';
import { check, type Figure, grouped, perSecond, type Scenario } from '../figure.js';
import { checkByReplay, openLedgerUnderTest } from '../ledger-under-test.js';

/** A real register, and what it is known to hold. */
interface Register {
  readonly name: string;
  readonly file: string;
  readonly mapping: string;
  readonly rows: number;
  /** Rows that are exact copies of others. */
  readonly copies: number;
  readonly cases: number;
}

const fileOf = (name: string): string => resolve(process.env.ASSAY_REAL_DATA ?? '../shared', 'data', name);

const REGISTERS: readonly Register[] = [
  {
    name: 'Connecticut Insurance Department',
    file: fileOf('ct_cid_complaint_rows_2018_2026.csv.gz'),
    mapping: 'ct-cid',
    rows: 75_045,
    copies: 4,
    cases: 21_609,
  },
  {
    name: 'Texas Department of Insurance',
    file: fileOf('tx_tdi_complaints_2012_2026.csv.gz'),
    mapping: 'tx-tdi',
    rows: 281_397,
    copies: 0,
    cases: 281_397,
  },
];

export const importRegisterScenario: Scenario = {
  name: 'import',
  summary: 'Import of whole registers: read, group into cases, record durably, score',
  async run({ folder }) {
    const figures: Figure[] = [];
    const checked: string[] = [];
    for (const register of REGISTERS) {
      if (existsSync(register.file)) {
        const measured = await measure(register, join(folder, register.mapping));
        figures.push(measured.figure);
        checked.push(...measured.checked);
      } else checked.push(`${register.name} skipped: its register is not there (ASSAY_REAL_DATA)`);
    }
    return { figures, checked };
  },
};

async function measure(
  { name, file, mapping, rows, copies, cases }: Register,
  folder: string,
): Promise<{ figure: Figure; checked: string[] }> {
  const parsing = performance.now();
  let read = -1;
  for await (const _ of createReadStream(file).pipe(createGunzip()).pipe(parse())) read++;
  const limit = perSecond(read, performance.now() - parsing);
  check(read === rows, `the register has ${read} rows`);

  const { context, ledger } = await openLedgerUnderTest(join(folder, 'ledger'));
  const started = performance.now();
  const used = process.cpuUsage();
  const summary = await importRegister({
    file,
    mapping: await loadMapping(mapping),
    recorder: context.get(EventRecorder),
    spoolFolder: join(folder, 'tmp'),
  });
  const recorded = performance.now() - started;
  await ledger.waitUntilScored();
  const scored = performance.now() - started;
  const { user, system } = process.cpuUsage(used);
  const { accepted, duplicate } = summary;
  check(summary.read === rows && accepted === rows - copies && duplicate === copies, JSON.stringify(summary));
  check(summary.cases === cases, `${summary.cases} cases`);
  const checked = [
    `${grouped(rows)} rows, ${grouped(cases)} cases, ${copies} exact copies`,
    await checkByReplay(ledger),
  ];
  await context.close();
  const ours = perSecond(rows, scored);
  return {
    checked,
    figure: {
      what: `rows imported and scored (${name})`,
      ours: `${grouped(ours)} rows/s (recorded ${grouped(perSecond(rows, recorded))} rows/s; ${grouped((user + system) / rows)} µs of processor time a row)`,
      beside: `gunzip + csv-parse of the same file: ${grouped(limit)} rows/s`,
      share: ours / limit,
      goal: '≥ 10,000 rows/s',
      met: ours >= 10_000,
    },
  };
}
