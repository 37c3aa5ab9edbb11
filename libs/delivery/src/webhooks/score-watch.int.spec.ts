import { RebuildDesk, type ScoreReader, type ScoreView } from '#assay/scoring';
import { complaint, DeliveryLedger, fact } from '../testing/delivery-ledger.js';
import { DeliveryStore } from './delivery-store.js';
import type { MessageBody } from './message.js';
import { ScoreWatch, type ScoreWatchOptions } from './score-watch.js';
import { CHANGES, type Webhook } from './webhook.js';

const SCHEME = 'complaint-outcomes';
const A = 'company/A';
const B = 'company/B';

/** Enough decided complaints for a rank; of each company a share is decided against it. */
const decided = (company: string, prefix: string, against: number, of = 30) =>
  Array.from({ length: of }, (_, index) =>
    complaint(`${prefix}${index}`, company, '2024-01-01', '2024-01-11', {
      outcome: index < against ? 'against' : 'for',
    }),
  ).flat();

describe('what receivers are told', () => {
  let ledger: DeliveryLedger;
  let store: DeliveryStore;
  let now: number;
  beforeEach(async () => {
    ledger = await DeliveryLedger.open();
    store = DeliveryStore.open(ledger.folder);
    now = Date.UTC(2024, 5, 15);
  });
  afterEach(async () => {
    store.close();
    await ledger.close();
  });

  const watch = (over: { reader?: ScoreReader } = {}, options: ScoreWatchOptions = {}): ScoreWatch => {
    const { log, library, boards, reader } = ledger;
    return new ScoreWatch({ log, library, boards, reader, store, ...over }, { now: () => now, ...options });
  };
  const webhook = (over: Partial<Webhook> = {}): Webhook => {
    const added: Webhook = {
      id: 'kpi',
      url: 'https://kpi.example/',
      schemes: [SCHEME],
      period: '2024',
      unitLevel: 'company',
      changes: [...CHANGES],
      maxAttempts: 3,
      timeoutMs: 1_000,
      ...over,
    };
    store.add(added, 'whsec_x', 'command');
    return added;
  };
  /** What waits, oldest first, without taking it away. */
  const waiting = (id = 'kpi'): (MessageBody & { id: string })[] => {
    const found: (MessageBody & { id: string })[] = [];
    store.transaction(() => {
      for (let message = store.next(id); message; message = store.next(id)) {
        found.push({ id: message.id, ...(JSON.parse(message.body) as MessageBody) });
        store.drop(message.seq);
      }
    });
    return found;
  };
  const told = (id?: string) =>
    waiting(id).map(({ type, data }) => [data.unit, type, data.from?.rank ?? null, data.to?.rank ?? null]);

  test('a webhook takes notice of what is there and tells what changes from then on', async () => {
    await ledger.record(...decided(A, 'a', 10), ...decided(B, 'b', 15));
    webhook();
    await watch().look();
    expect(told()).toEqual([]);
    // A is decided against more often than B from here on: they change places.
    await ledger.record(...decided(A, 'c', 30));
    await watch().look();
    const messages = waiting();
    expect(messages.map(({ data }) => [data.unit, data.changed, data.from!.rank, data.to!.rank])).toEqual([
      [B, ['rank'], 2, 1],
      [A, ['rank'], 1, 2],
    ]);
    const [message] = messages;
    const head = await ledger.log.head();
    expect(message).toMatchObject({
      id: expect.stringMatching(/^msg_[\w-]{32}$/),
      type: 'rank.changed',
      data: {
        scheme: SCHEME,
        version: 1,
        schemeHash: ledger.library.get(SCHEME).scheme.hash,
        period: '2024',
        unitLevel: 'company',
        name: 'B',
        knownAt: { position: head.position },
        ledger: ledger.log.ledgerId,
        simulated: false,
      },
    });
    expect(message!.timestamp).toBe(message!.data.knownAt.recordedAt);
    await watch().look();
    expect(told()).toEqual([]);
  });

  test('a made-up market is marked as such', async () => {
    webhook();
    await watch().look();
    const facts = [...decided(A, 'a', 10), ...decided(B, 'b', 15)];
    await ledger.record(...facts.map((each) => ({ ...each, simulated: true })));
    await watch().look();
    expect(waiting().map(({ data }) => [data.unit, data.simulated])).toEqual([
      [A, true],
      [B, true],
    ]);
  });

  test('only what it asked for: units, levels, kinds of change', async () => {
    await ledger.record(...decided(A, 'a', 10), ...decided(B, 'b', 15));
    webhook({ id: 'of-b', unit: B });
    webhook({ id: 'grades', changes: ['grade'] });
    webhook({ id: 'provinces', unitLevel: 'province' });
    await watch().look();
    await ledger.record(
      ...decided(A, 'c', 30),
      ...complaint('p', `${B}/province/X`, '2024-02-01', '2024-02-02', { outcome: 'for' }),
    );
    await watch().look();
    expect(told('of-b')).toEqual([[B, 'rank.changed', 2, 1]]);
    expect(told('grades')).toEqual([]);
    expect(told('provinces')).toEqual([[`${B}/province/X`, 'state.changed', null, null]]);
  });

  test('a later change overtakes one that was never tried, and keeps its place', async () => {
    await ledger.record(...decided(A, 'a', 10), ...decided(B, 'b', 15));
    webhook();
    await watch().look();
    await ledger.record(...decided(A, 'c', 30));
    await watch().look();
    const [b, a] = [B, A].map((unit) => store.untried({ webhook: 'kpi', scheme: SCHEME, period: '2024' }, unit)!);
    await ledger.record(...decided('company/C', 'd', 0));
    await watch().look();
    // B is second again, as it was told last: nothing is left to tell. A is third, and goes before C as it waits longer.
    expect(store.next('kpi')).toMatchObject({ seq: a!.seq });
    expect(b!.seq).toBeLessThan(a!.seq);
    expect(told()).toEqual([
      [A, 'rank.changed', 1, 3],
      ['company/C', 'rank.changed', null, 1],
    ]);
  });

  test('a change that is taken back before it was told is not told', async () => {
    await ledger.record(...decided(A, 'a', 10), ...decided(B, 'b', 15));
    webhook();
    await watch().look();
    const swing = decided(A, 'c', 30);
    await ledger.record(...swing);
    await watch().look();
    expect(store.next('kpi')).toBeDefined();
    const subjects = [...new Set(swing.map(({ subject }) => subject))];
    await ledger.record(
      ...subjects.map((subject) => fact(subject, 'record.voided', '2024-03-01', { reason: 'not ours' })),
    );
    await watch().look();
    expect(told()).toEqual([]);
  });

  test('a message that was tried once stays as it is: it may have arrived', async () => {
    await ledger.record(...decided(A, 'a', 10), ...decided(B, 'b', 15));
    webhook();
    await watch().look();
    await ledger.record(...decided(A, 'c', 30));
    await watch().look();
    const tried = store.next('kpi')!;
    store.beginAttempt(tried, now);
    await ledger.record(...decided('company/C', 'd', 0));
    await watch().look();
    expect(store.next('kpi')).toMatchObject({ id: tried.id, body: tried.body });
    expect(waiting().map(({ data }) => [data.unit, data.from?.rank ?? null, data.to?.rank])).toEqual([
      [B, 2, 1],
      [A, 1, 3],
      ['company/C', null, 1],
      [B, 1, 2],
    ]);
  });

  test('a replay tells nothing: nobody is told while the scores know less than was seen, or far less than the log', async () => {
    await ledger.record(...decided(A, 'a', 10), ...decided(B, 'b', 15));
    webhook();
    await watch().look();
    await ledger.record(...decided(A, 'c', 30));
    const { position } = await ledger.log.head();
    const rebuilding = watch({ reader: knowing(ledger.reader, 50) });
    expect(await rebuilding.look()).toBe(false);
    expect(rebuilding.status()).toMatchObject({ state: 'catching-up', position: 120, head: position });
    expect(await watch({ reader: knowing(ledger.reader, position - 2) }).look()).toBe(false);
    expect(told()).toEqual([]);
    const live = watch();
    expect(await live.look()).toBe(true);
    expect(live.status()).toMatchObject({ name: 'webhooks', state: 'live', position, lag: 0 });
    expect(told()).toHaveLength(2);
  });

  test('a company that is taken in again is told of, though no event was recorded', async () => {
    await ledger.record(...decided(A, 'a', 10), ...decided(B, 'b', 15));
    webhook();
    await watch().look();
    // An amount that no sum can hold, and its correction: what it parked comes back when somebody asks for it.
    const beyond = fact('complaint/x', 'complaint.resolved', '2024-01-11', {
      outcome: 'for',
      recovered: '0.123456789',
    });
    const changes = { recovered: '0.12' };
    await ledger.record(
      fact('complaint/x', 'complaint.filed', '2024-01-01', { unit: A }),
      beyond,
      fact('complaint/x', 'record.corrected', '2024-01-12', { event: beyond.id, changes, reason: 'cents' }),
    );
    const looking = watch();
    await looking.look();
    const states = () =>
      waiting().map(({ data: { unit, knownAt, from, to } }) => [unit, knownAt.position, from?.state, to?.state]);
    expect(states()).toEqual([[A, 123, 'rated', 'incomplete since position 122']]);
    await looking.look();
    expect(states()).toEqual([]);
    await new RebuildDesk(ledger.folder, ledger.reader.source).ask({ kind: 'companies', companies: [A] });
    await looking.look();
    expect(states()).toEqual([[A, 123, 'incomplete since position 122', 'rated']]);
    await looking.look();
    expect(states()).toEqual([]);
  });

  test('what happened while nobody looked is told afterwards, once', async () => {
    await ledger.record(...decided(A, 'a', 10), ...decided(B, 'b', 15));
    webhook();
    await watch().look();
    store.close();
    await ledger.record(...decided(A, 'c', 30));
    await ledger.record(...decided('company/C', 'd', 0));
    store = DeliveryStore.open(ledger.folder);
    await watch().look();
    // B, second before and after, was third for nobody.
    expect(told()).toEqual([
      ['company/C', 'rank.changed', null, 1],
      [A, 'rank.changed', 1, 3],
    ]);
    await watch().look();
    expect(told()).toEqual([]);
  });

  test('another rulebook is no change of service: it is taken notice of', async () => {
    await ledger.record(...decided(A, 'a', 10), ...decided(B, 'b', 15));
    webhook();
    await watch().look();
    store.watch({ webhook: 'kpi', scheme: SCHEME, period: '2024' }, 'the hash of an earlier rulebook');
    await ledger.record(...decided(A, 'c', 30));
    await watch().look();
    expect(told()).toEqual([]);
    await ledger.record(...decided('company/C', 'd', 0));
    await watch().look();
    expect(told()).toHaveLength(3);
  });

  test('a moving period brings its new board, and late facts of the one before', async () => {
    await ledger.record(...decided(A, 'a', 10), ...decided(B, 'b', 15));
    webhook({ period: 'month' });
    now = Date.UTC(2024, 0, 20);
    await watch().look();
    now = Date.UTC(2024, 1, 2);
    await ledger.record(
      ...complaint('late', A, '2024-01-05', '2024-01-31'),
      ...complaint('new', B, '2024-01-05', '2024-02-01'),
    );
    await watch().look();
    const messages = waiting().map(({ data, type }) => [data.period, data.unit, type, data.from === null]);
    expect(messages).toEqual([['2024-02', B, 'state.changed', true]]);
    now = Date.UTC(2024, 2, 1);
    await watch().look();
    expect(store.watched('kpi').map(({ period }) => period)).toEqual(['2024-02', '2024-03']);
  });

  test('a ledger set back to an earlier state is begun with anew, and said', async () => {
    await ledger.record(...decided(A, 'a', 10));
    webhook();
    store.setPosition(ledger.log.ledgerId, 1_000_000);
    const notices: string[] = [];
    await watch({}, { onNotice: (sentence) => notices.push(sentence) }).look();
    expect(notices).toEqual([expect.stringContaining('told of position 1000000, but the log ends at 60')]);
    expect(told()).toEqual([]);
    expect(store.position(ledger.log.ledgerId)).toBe(60);
  });

  test('a webhook that watches what is no more is left out, and said', async () => {
    webhook({ id: 'old', schemes: ['a-scheme-of-before'] });
    webhook();
    await ledger.record(...decided(A, 'a', 10));
    const looking = watch();
    await looking.look();
    expect(looking.status().lastError).toContain('Webhook old: There is no scheme "a-scheme-of-before"');
    await ledger.record(...decided(B, 'b', 0));
    await looking.look();
    expect(told()).toHaveLength(2);
  });

  test('one that looked earlier but comes later changes nothing', async () => {
    await ledger.record(...decided(A, 'a', 10), ...decided(B, 'b', 15));
    webhook();
    await watch().look();
    await ledger.record(...decided(A, 'c', 30));
    const { position } = await ledger.log.head();
    store.setPosition(ledger.log.ledgerId, position);
    // Its board is of an earlier position than another process has told of.
    const stale = watch({ reader: seeing(ledger.reader, position - 1) });
    await stale.look();
    expect(told()).toEqual([]);
  });
});

/** Scores that have come only so far. */
function knowing(reader: ScoreReader, position: number): ScoreReader {
  return withView(reader, () => position);
}

/** Scores that are asked twice: they have come far enough when it is decided to look, and are of before when looked at. */
function seeing(reader: ScoreReader, position: number): ScoreReader {
  let asked = 0;
  return withView(reader, (real) => (asked++ === 0 ? real : position));
}

function withView(reader: ScoreReader, position: (real: number) => number): ScoreReader {
  return {
    source: reader.source,
    close: () => reader.close(),
    snapshot: (read) =>
      reader.snapshot((view) =>
        read(
          Object.create(view, {
            checkpoint: {
              value: async () => {
                const real = await view.checkpoint();
                return { ...real, position: position(real.position) };
              },
            },
          }) as ScoreView,
        ),
      ),
  };
}
