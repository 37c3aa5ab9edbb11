/** What `docs/results.md` shows is what the code does. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SchemeLibrary } from '#assay/scoring';
import { EXPORT_SUBJECTS } from './exports/export-query.js';
import { messageOf } from './webhooks/message.js';
import { CHANGES } from './webhooks/webhook.js';
import { readWebhooksFile } from './webhooks/webhooks-file.js';

const page = readFile('docs/results.md', 'utf8');
const block = async (language: string): Promise<string> =>
  new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(await page)?.[1] ?? '';

/** Names of members, however deep. */
const shape = (value: unknown): unknown =>
  typeof value !== 'object' || value === null
    ? null
    : Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shape(member)]));

test('the message has the members of a real one', async () => {
  const shown = JSON.parse(await block('json'));
  const { data } = shown;
  const { unit, name, from, to, ledger, scheme, version, schemeHash, period, unitLevel, knownAt } = data;
  const board = { ledger, scheme, version, schemeHash, period, unitLevel, knownAt };
  const message = messageOf({ id: 'kpi', changes: [...CHANGES] }, board, { unit, name, from, to }, false)!;
  expect(shape(JSON.parse(message.body))).toEqual(shape(shown));
  expect(JSON.parse(message.body)).toEqual(shown);
});

test('the file of webhooks is one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'assay-results-page-'));
  const file = join(folder, 'webhooks.yaml');
  await writeFile(file, await block('yaml'));
  const rules = { library: await SchemeLibrary.load(), allowPrivateTargets: false, now: Date.now };
  expect((await readWebhooksFile(file, rules)).map(({ webhook }) => webhook.id)).toEqual(['kpi']);
  await rm(folder, { recursive: true });
});

test('every table that can be exported is described', async () => {
  for (const subject of EXPORT_SUBJECTS) expect(await page).toContain(`\n| \`${subject}\` |`);
});
