import { createReadStream, existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createGunzip } from 'node:zlib';
import { parse } from 'csv-parse';
import { EventRecorder, importRegister, loadMapping } from '#assay/intake';
import { check, grouped, perSecond, type Scenario } from '../figure.js';
import { checkByReplay, openLedgerUnderTest } from '../ledger-under-test.js';

const REGISTER = resolve(process.env.ASSAY_REAL_DATA ?? '../shared', 'data/ct_cid_complaint_rows_2018_2026.csv.gz');
const ROWS = 75_045;

export const importRegisterScenario: Scenario = {
  name: 'import',
  summary: "Import of Connecticut's register: read, group into cases, record durably, score",
  async run({ folder }) {
    if (!existsSync(REGISTER))
      return { figures: [], checked: ['skipped: the register is not there (ASSAY_REAL_DATA)'] };
    const parsing = performance.now();
    let rows = -1;
    for await (const _ of createReadStream(REGISTER).pipe(createGunzip()).pipe(parse())) rows++;
    const limit = perSecond(rows, performance.now() - parsing);
    check(rows === ROWS, `the register has ${rows} rows`);

    const { context, ledger } = await openLedgerUnderTest(join(folder, 'ledger'));
    const started = performance.now();
    const used = process.cpuUsage();
    const summary = await importRegister({
      file: REGISTER,
      mapping: await loadMapping('ct-cid'),
      recorder: context.get(EventRecorder),
      spoolFolder: join(folder, 'tmp'),
    });
    const recorded = performance.now() - started;
    await ledger.waitUntilScored();
    const scored = performance.now() - started;
    const { user, system } = process.cpuUsage(used);
    check(summary.read === ROWS && summary.accepted === ROWS - 4 && summary.duplicate === 4, JSON.stringify(summary));
    check(summary.cases === 21_609, `${summary.cases} cases`);
    const checked = ['75,045 rows, 21,609 cases, 4 exact copies', await checkByReplay(ledger)];
    await context.close();
    const ours = perSecond(ROWS, scored);
    return {
      checked,
      figures: [
        {
          what: 'rows imported and scored (Connecticut Insurance Department)',
          ours: `${grouped(ours)} rows/s (recorded ${grouped(perSecond(ROWS, recorded))} rows/s; ${grouped((user + system) / ROWS)} µs of processor time a row)`,
          beside: `gunzip + csv-parse of the same file: ${grouped(limit)} rows/s`,
          share: ours / limit,
          goal: '≥ 10,000 rows/s',
          met: ours >= 10_000,
        },
      ],
    };
  },
};
