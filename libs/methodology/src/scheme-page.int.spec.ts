import { readFileSync } from 'node:fs';
import { caseKinds } from '#assay/service-record';
import { parse } from 'yaml';
import { smallScheme } from '../testing/small-scheme.js';
import { parseScheme } from './parse.js';

/** The examples of docs/schemes.md, so that they cannot rot. */
const page = readFileSync(new URL('../../../docs/schemes.md', import.meta.url), 'utf8');
const [whole, conditions] = [...page.matchAll(/```yaml\n(.*?)```/gs)].map(([, block]) => parse(block!) as unknown);

test('the whole example is a scheme', () => {
  expect(parseScheme(whole)).toMatchObject({ id: 'quick-claims' });
});

test('every condition is one, of some case kind', () => {
  const { limits } = whole as { limits: object };
  expect(conditions).toHaveLength(13);
  for (const where of conditions as object[]) {
    const takers = [...caseKinds].filter(([kind, { attributes }]) => {
      const on = Object.keys(attributes).find((name) => attributes[name]!.type === 'instant');
      const counted = { ...smallScheme().measures[2], numerator: { case: kind, on, where, add: 'count' } };
      const inTime = {
        ...counted,
        id: 'in-time',
        numerator: { case: 'complaint', on: { limit: 'handling' }, add: 'count' },
      };
      return sound({
        ...(whole as object),
        parameters: undefined,
        limits,
        measures: [counted, inTime],
        score: undefined,
        result: {},
      });
    });
    expect({ where, takers: takers.length > 0 }).toEqual({ where, takers: true });
  }
});

function sound(input: object): boolean {
  try {
    parseScheme(JSON.parse(JSON.stringify(input)));
    return true;
  } catch {
    return false;
  }
}
