import type { Processors, ScoringStatus } from '#assay/scoring';

import { keepScores } from './keep-scores.js';

const status = (state: ScoringStatus['state']): ScoringStatus => ({
  name: 'scores',
  state,
  position: 1,
  head: 1,
  lag: 0,
  holes: 0,
  errors: 0,
  lastError: null,
  since: 0,
  parked: 0,
  build: 1,
  isLive: true,
  candidate: null,
});

class ScriptedProcessors implements Processors {
  stopped = 0;
  constructor(private state: ScoringStatus['state']) {}
  status = () => status(this.state);
  waitFor = () => Promise.resolve();
  stop = async () => {
    this.stopped += 1;
    this.state = 'stopped';
  };
}

describe('keepScores', () => {
  test('says each state once, and stops the processors when told to', async () => {
    const processors = new ScriptedProcessors('live');
    const stopping = new AbortController();
    const said: unknown[] = [];
    const kept = keepScores(processors, stopping.signal, (line) => said.push((line as ScoringStatus).state));
    setTimeout(() => stopping.abort(), 20);
    expect(await kept).toBe(0);
    expect([processors.stopped, said]).toEqual([1, ['live', 'stopped']]);
  });

  test('ends with 1 when the processors stand still for good', async () => {
    const processors = new ScriptedProcessors('stalled');
    expect(await keepScores(processors, new AbortController().signal, () => undefined, 1)).toBe(1);
    expect(processors.stopped).toBe(1);
  });
});
