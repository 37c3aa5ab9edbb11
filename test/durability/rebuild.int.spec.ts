/**
 * A rebuild outlasts every kill. The built command does it in a process of its own, which is killed with SIGKILL while it
 * builds, while it compares, and about the moment of going live; the next one goes on, and what is live in the end is what
 * folding every event afresh gives.
 */
import { openLedger, readConfiguration } from '#assay/ledger';
import { RebuildDesk, type RebuildStatus, replay } from '#assay/scoring';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { assay, CommandProcess } from '../cli/command-process.js';

let data: string;
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'assay-rebuild-kill-'));
  const { code, stderr } = await assay([
    ...['simulate', '--companies', '10', '--cases', '6000', '--seed', '3', '--data', data],
  ]);
  if (code !== 0) throw new Error(stderr);
}, 60_000);
afterAll(() => rm(data, { recursive: true, force: true }));

/** The folder as whoever looks on sees it; the scores' source matters only for positions. */
const desk = (): RebuildDesk => new RebuildDesk(data, { ledgerId: '', projection: 0, schemes: [], slots: [] });

/** Starts the command, kills it when the builds stand as asked, or lets it end where they never do. */
async function killWhen(fits: (status: RebuildStatus) => boolean): Promise<'killed' | 'ended'> {
  const command = CommandProcess.start(['rebuild', '--data', data]);
  const ended = new AbortController();
  void command.end().then(() => ended.abort());
  while (!ended.signal.aborted) {
    if (fits(await desk().status())) {
      await command.stop('SIGKILL');
      return 'killed';
    }
    await sleep(1);
  }
  return 'ended';
}

test('killed while building, while comparing and when going live, it goes on, and one build comes out of it', async () => {
  expect(await killWhen(({ candidate }) => candidate?.stage === 'building')).toBe('killed');
  expect((await desk().status()).candidate?.build).toBe(2);
  for (const afterMs of [40, 120]) {
    let since: number | undefined;
    expect(
      await killWhen(({ candidate }) => {
        if (candidate?.stage === 'building') since ??= Date.now();
        return since !== undefined && Date.now() - since >= afterMs;
      }),
    ).toBe('killed');
  }
  // Whether a comparison or the moment after it is met is a matter of milliseconds: both ends are right.
  await killWhen(({ candidate }) => candidate?.stage === 'comparing');
  await killWhen(({ live, candidate }) => live?.build === 2 || candidate?.stage === 'ready');

  const last = await assay(['rebuild', '--data', data, '--format', 'json']);
  expect(last.code).toBe(0);
  const { live, candidate, previous } = JSON.parse(last.stdout) as RebuildStatus;
  expect(candidate).toBeNull();
  expect(live?.comparison).toMatchObject({ differenceCount: 0, leftOut: [] });
  expect((await readdir(join(data, 'scores'))).filter((name) => /^\d+$/.test(name)).sort()).toEqual(
    [previous?.build, live?.build].map(String),
  );
  const ledger = await openLedger(
    readConfiguration({ ASSAY_DATA: data, ASSAY_PROCESSORS: 'inline' }),
    'write',
    () => undefined,
  );
  try {
    await ledger.waitUntilScored();
    const report = await replay({ log: ledger.log, reader: ledger.scores, library: ledger.schemes });
    expect(report).toMatchObject({ isEqual: true, differences: [], broken: [] });
    expect(report.events).toBeGreaterThan(6_000);
  } finally {
    await ledger.close();
  }
}, 120_000);
