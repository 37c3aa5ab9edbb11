import { setTimeout as sleep } from 'node:timers/promises';

import fc from 'fast-check';

import { type CompiledScheme, Contributions } from '#assay/methodology';

import { type BoardChange, BoardFeed } from '../board-feed.js';
import { Boards } from '../reading/boards.js';
import { InlineProcessors } from '../running/inline-processors.js';
import { SchemeLibrary } from '../scheme-library.js';
import type { ScoreView } from '../score-store.js';
import { complaint, licensed } from '../testing/facts.js';
import { history } from '../testing/history.contract.js';
import { TestLedger } from '../testing/test-ledger.js';
import { compareBuilds } from './compare-builds.js';
import { LiveScores } from './live-scores.js';
import { RebuildDesk } from './rebuild-desk.js';

const A = 'company/A';
const B = 'company/B';

/** A ledger whose scores real processors keep, in builds. */
class Kept {
  processors: InlineProcessors | undefined;
  readonly scores: LiveScores;

  constructor(
    readonly ledger: TestLedger,
    readonly library: SchemeLibrary,
  ) {
    this.scores = new LiveScores(ledger.folder, ledger.log.ledgerId, library);
  }

  async start(): Promise<void> {
    const { log, folder } = this.ledger;
    this.processors = await InlineProcessors.start({ log, folder, library: this.library });
  }

  async scored(): Promise<void> {
    await this.processors?.waitFor((await this.ledger.log.head()).position, 10_000);
  }

  get desk(): RebuildDesk {
    return new RebuildDesk(this.ledger.folder, this.scores.source);
  }

  async cases(): Promise<Record<string, string | null>> {
    const board = await new Boards(this.scores, this.ledger.log, this.library).board({
      scheme: 'complaint-outcomes',
      period: '2024',
    });
    return Object.fromEntries(board.rows.map(({ unit, measures }) => [unit, measures.cases!.numerator]));
  }

  async untilLive(build: number): Promise<void> {
    for (const deadline = Date.now() + 5_000; ;) {
      const status = await this.desk.status();
      if (status.live?.build === build) return;
      if (Date.now() > deadline) throw new Error(JSON.stringify(status));
      await sleep(10);
    }
  }

  parked(): Promise<string[]> {
    return this.scores.snapshot(async (view) => {
      const paths = new Map((await view.units('company')).map(({ key, path }) => [key, path]));
      return (await view.parked()).map(({ company, since }) => `${paths.get(company)}@${since}`);
    });
  }

  async close(): Promise<void> {
    await this.processors?.stop();
    await this.scores.close();
    await this.ledger.close();
  }
}

/** Rulebooks of which one cannot be reckoned with for a while, as when our code has a fault. */
function faulty(schemes: readonly CompiledScheme[], isPoison: (caseId: string) => boolean) {
  const [first, ...rest] = schemes as [CompiledScheme, ...CompiledScheme[]];
  const fault = { isThere: true };
  const broken: CompiledScheme = {
    ...first,
    caseKinds: new Set([...first.caseKinds, 'complaint', 'claim', 'call', 'survey']),
    contributions: (state) => {
      if (fault.isThere && isPoison(state.id)) throw new TypeError('a fault in our code');
      return first.caseKinds.has(state.kind) ? first.contributions(state) : Contributions.NONE;
    },
  };
  return { library: new SchemeLibrary([broken, ...rest]), fault };
}

let shipped: SchemeLibrary;
beforeAll(async () => (shipped = await SchemeLibrary.load()));

describe('a parked company', () => {
  let kept: Kept;
  const open = async (library: SchemeLibrary): Promise<void> => {
    kept = new Kept(await TestLedger.open({ library }), library);
    await kept.start();
  };
  afterEach(() => kept.close());

  const closed = (key: string, unit: string) => [
    complaint(key).filed('2024-01-01', unit),
    complaint(key).resolved('2024-01-09', 'for', '1'),
  ];
  const back = (companies: readonly string[] = []) => kept.desk.ask({ kind: 'companies', companies });

  test('is taken in again after the fault is mended: all that it missed counts, and nobody else is touched', async () => {
    const { library, fault } = faulty(shipped.schemes, (id) => id === 'complaint/2');
    await open(library);
    const { ledger } = kept;
    await ledger.record(...closed('1', A), ...closed('2', `${A}/province/P`), ...closed('3', B));
    await ledger.record(licensed(A, 'Alpha', '2010-01-01'), ...closed('4', `${A}/province/Q`), ...closed('5', B));
    await kept.scored();
    expect([await kept.cases(), await kept.parked()]).toEqual([{ [A]: '1', [B]: '2' }, [`${A}@3`]]);

    const first = await back();
    expect(first.sentence).toBe(`${A} stays parked since position 3: a fault in our code`);
    expect(first.companies).toEqual([{ unit: A, parkedSince: 3, reason: 'a fault in our code' }]);
    expect(await kept.cases()).toEqual({ [A]: '1', [B]: '2' });

    fault.isThere = false;
    expect(await back([A])).toEqual({
      ...{ ok: true, build: 1, sentence: `${A} is taken in again: its scores are complete.` },
      companies: [{ unit: A, parkedSince: null, reason: null }],
    });
    expect([await kept.cases(), await kept.parked()]).toEqual([{ [A]: '3', [B]: '2' }, []]);
    expect(kept.processors?.status()).toMatchObject({
      state: expect.stringMatching(/live|connecting|catching-up/),
      parked: 0,
    });
    // It goes on from there.
    await ledger.record(...closed('6', A), ...closed('7', B));
    await kept.scored();
    expect(await kept.cases()).toEqual({ [A]: '4', [B]: '3' });
    await expectEqualToFresh(kept);
  });

  test('is taken in again after a correction of the event that could not be counted', async () => {
    await open(shipped);
    const { ledger } = kept;
    await ledger.record(...closed('1', A), complaint('2').filed('2024-01-01', A));
    await ledger.record(complaint('2').resolved('2024-01-02', 'for', '0.123456789'), ...closed('3', A));
    await ledger.record(complaint('2').corrected('2024-01-03', '2/resolved', { recovered: '0.12' }));
    await kept.scored();
    expect([await kept.cases(), await kept.parked()]).toEqual([{ [A]: '1' }, [`${A}@4`]]);
    expect((await back()).companies).toEqual([{ unit: A, parkedSince: null, reason: null }]);
    expect([await kept.cases(), await kept.parked()]).toEqual([{ [A]: '3' }, []]);
    // A whole rebuild comes to the same.
    await kept.desk.ask({ kind: 'start', hold: false });
    await kept.untilLive(2);
    expect([await kept.cases(), await kept.parked()]).toEqual([{ [A]: '3' }, []]);
    expect((await kept.desk.status()).live?.comparison).toMatchObject({ differenceCount: 0, leftOut: [] });
  });

  test('is taken in again after what contradicts its case is taken back; a rebuild leaves it out of the comparison', async () => {
    await open(shipped);
    const { ledger } = kept;
    const poison = complaint('1').withdrawn('2024-02-01');
    await ledger.record(...closed('1', A), poison, ...closed('2', A), complaint('1').voided('2024-02-02', poison.id));
    await kept.scored();
    expect([await kept.cases(), await kept.parked()]).toEqual([{ [A]: '1' }, [`${A}@3`]]);
    await kept.desk.ask({ kind: 'start', hold: false });
    await kept.untilLive(2);
    expect((await kept.desk.status()).live?.comparison).toMatchObject({ differenceCount: 0, leftOut: [A] });
    expect([await kept.cases(), await kept.parked()]).toEqual([{ [A]: '2' }, []]);
    expect((await back()).sentence).toBe('No company is parked.');
  });

  test('comes back on a live board at once, though no event was recorded', async () => {
    const { library, fault } = faulty(shipped.schemes, (id) => id === 'complaint/2');
    await open(library);
    await kept.ledger.record(...closed('1', A), ...closed('2', A));
    await kept.scored();
    const client = new AbortController();
    const feed = new BoardFeed(kept.scores, new Boards(kept.scores, kept.ledger.log, library), { everyMs: 5 });
    const query = { scheme: 'complaint-outcomes', period: '2024' };
    const changes = (await feed.follow(query, client.signal))[Symbol.asyncIterator]();
    const next = async () => {
      const { position, whole, rows } = (await changes.next()).value as BoardChange;
      return [position, whole, rows.map(({ unit, measures }) => [unit, measures.cases?.numerator])];
    };
    expect(await next()).toEqual([4, true, [[A, '1']]]);
    fault.isThere = false;
    await back();
    expect(await next()).toEqual([4, true, [[A, '2']]]);
    client.abort();
  });

  test('nobody ever heard of is refused', async () => {
    await open(shipped);
    expect(await back(['company/Z'])).toMatchObject({
      ok: false,
      sentence: 'No event speaks of a company "company/Z". Write it as on the board, such as company/GEICO.',
    });
  });
});

/** Every row, journal and past included, of what is live equals that of a ledger that never had the fault. */
async function expectEqualToFresh(kept: Kept): Promise<void> {
  const fresh = await TestLedger.open({ library: kept.library });
  const { position } = await kept.ledger.log.head();
  for (const event of await kept.ledger.log.readAll({ after: 0, limit: position })) {
    const { id, type } = JSON.parse(event.body) as { id: string; type: string };
    await fresh.append([{ stream: event.stream, id, type, body: event.body }]);
  }
  await fresh.keepScores(50);
  const compare = (at: number | undefined) =>
    kept.scores.snapshot(
      (view) => fresh.reader.snapshot((other) => compared(view, other, kept.library.schemes.length), at),
      at,
    );
  expect(await compare(undefined)).toMatchObject({ differenceCount: 0, differences: [], leftOut: [] });
  for (const share of [0.2, 0.5, 0.8])
    expect(await compare(Math.floor(position * share))).toMatchObject({ differenceCount: 0, differences: [] });
  await fresh.close();
}

const compared = (view: ScoreView, other: ScoreView, schemes: number) => compareBuilds(view, other, schemes);

test('law: once its fault is mended, a company has every row that it would have had without it, at every moment', async () => {
  await fc.assert(
    fc.asyncProperty(history, fc.nat(20), fc.boolean(), async (facts, poison, goesOn) => {
      const subjects = [...new Set(facts.map(({ subject }) => subject))];
      const { library, fault } = faulty(shipped.schemes, (id) => id === subjects[poison % subjects.length]);
      const kept = new Kept(await TestLedger.open({ library }), library);
      await kept.start();
      const middle = goesOn ? Math.floor(facts.length / 2) : facts.length;
      await kept.ledger.record(...facts.slice(0, middle));
      await kept.scored();
      fault.isThere = false;
      const { companies } = await kept.desk.ask({ kind: 'companies', companies: [] });
      expect(companies?.filter(({ parkedSince }) => parkedSince !== null)).toEqual([]);
      await kept.ledger.record(...facts.slice(middle));
      await kept.scored();
      await expectEqualToFresh(kept);
      await kept.close();
    }),
    { numRuns: 10, endOnFailure: true },
  );
}, 120_000);
