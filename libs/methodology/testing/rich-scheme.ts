import { smallScheme } from './small-scheme.js';

interface RichResult extends Record<string, unknown> {
  score: Record<string, unknown>;
}

/**
 * The small scheme with everything that the scoring side of the language has: groups, results beside the main one, rewards,
 * leave-out rules, other weights for some, adjustment tables, stars. Specs change one thing and see what is said.
 */
export function richScheme() {
  const scheme = smallScheme();
  const [merry = {}, days = {}, tips = {}] = scheme.measures;
  Object.assign(merry, { group: 'mood' });
  Object.assign(days, { group: 'pace', minimum: 1, missing: 'zero' });
  const { cap: _, ...parameters } = scheme.parameters;
  return {
    ...scheme,
    parameters,
    groups: {
      mood: { title: { en: 'Mood' }, weight: 3, weights: 60 },
      pace: { title: { en: 'Pace' }, weight: 1, weights: 40 },
    } as Record<string, Record<string, unknown>>,
    measures: [merry, days, tips],
    results: [
      {
        id: 'plain',
        title: { en: 'Plain' },
        score: {
          weights: 100,
          missing: { param: 'gaps' },
          reweigh: [{ members: ['days'], weight: 20, when: { measure: 'tips', above: 100 } }],
          enough: [{ of: ['mood', 'pace'], atLeast: 1, when: { level: ['company'] } }],
          leaveOut: [{ id: 'slow', members: ['days'], rule: 'if-better', from: 50 }],
          reward: {
            decimals: 2,
            edges: [
              { leftOut: ['slow'], mean: [60], variance: [10] },
              { mean: [50], variance: [10] },
            ],
            points: [
              [0, 0],
              [2, 1],
            ],
          },
          adjustments: [{ measure: 'tips', table: [{ value: 1, add: '0.5' }], otherwise: 0 }],
          round: { score: 2 },
          lowest: 0,
          highest: 100,
        },
        bands: [
          { grade: 'good', from: 60 },
          { grade: 'poor', from: 0 },
        ],
      },
      {
        id: 'grouped',
        title: { en: 'By groups' },
        for: { measure: 'merry-share', of: 'denominator', atLeast: 1 },
        requires: ['plain'],
        score: {
          of: ['mood', 'pace'],
          mean: 'groups',
          weights: 4,
          missing: 'reweight',
          round: { points: 2, group: 1, mean: 3, score: 1 },
          lowest: 0,
          highest: 100,
        },
        stars: { step: 5 },
      },
    ] as RichResult[],
    score: { take: ['grouped', 'plain'], round: { score: 2 } } as Record<string, unknown> | undefined,
    result: {
      stars: { levels: ['company'], step: 5 },
      rank: { by: [{ score: 'descending' }, { result: 'plain', order: 'descending' }], ties: 'shared' },
    } as Record<string, unknown>,
  };
}

/** A copy of the rich scheme in which the member at a JSON Pointer is another; `undefined` takes it away. */
export function changedRich(path: string, value: unknown): unknown {
  const scheme: unknown = richScheme();
  const steps = path.split('/').slice(1);
  const last = steps.pop() ?? '';
  let member = scheme as Record<string, unknown>;
  for (const step of steps) member = member[step] as Record<string, unknown>;
  if (value === undefined) Reflect.deleteProperty(member, last);
  else member[last] = value;
  return scheme;
}
