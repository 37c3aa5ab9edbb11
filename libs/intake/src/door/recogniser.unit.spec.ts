import { factDefinitions, type Fact } from '#assay/service-record';
import { plainToInstance } from 'class-transformer';
import { IsInt, validateSync } from 'class-validator';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { checkData } from './check-record.js';
import { recogniserOf } from './recogniser.js';

const fixtures = readFileSync(new URL('../../../service-record/fixtures/events.v1.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Fact<Record<string, unknown>>);

/** What class-validator says, which is what counts. */
function isValid(dataClass: new () => object, data: object): boolean {
  const options = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: false };
  return validateSync(plainToInstance(dataClass, data), options).length === 0;
}

const anything = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    undefined,
    '',
    ' ',
    'x',
    '12.50',
    '-1',
    '2024-01-01T00:00:00.000Z',
    'company/A',
    0,
    -1,
    1.5,
    true,
    [],
    {},
    [{}],
    ['x'],
    [[]],
  ),
  fc.jsonValue(),
);

describe('the fast recogniser and class-validator are of one mind', () => {
  test('every event type can be recognised without class-validator', () => {
    for (const { type, data } of fixtures) {
      const definition = factDefinitions.get(type)!;
      expect([type, recogniserOf(definition.dto)?.(data)]).toEqual([type, true]);
    }
    expect(new Set(fixtures.map(({ type }) => type))).toEqual(new Set(factDefinitions.keys()));
  });

  test('on data with members replaced, taken away, added, and changed inside lists', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fixtures),
        fc.nat(),
        fc.constantFrom('replace', 'remove', 'add', 'inside'),
        anything,
        ({ type, data }, pick, how, value) => {
          const { dto } = factDefinitions.get(type)!;
          const names = Object.keys(data);
          const name = names[pick % Math.max(names.length, 1)] ?? 'unit';
          const changed: Record<string, unknown> = structuredClone(data);
          if (how === 'replace') changed[name] = value;
          if (how === 'remove') Reflect.deleteProperty(changed, name);
          if (how === 'add') changed['unheardOf'] = value;
          const list = changed[name];
          if (how === 'inside' && Array.isArray(list) && typeof list[0] === 'object') {
            const item = list[0] as Record<string, unknown>;
            item[Object.keys(item)[pick % Object.keys(item).length] ?? 'x'] = value;
          }
          const recognised = recogniserOf(dto)!(changed);
          const refusal = checkData(changed, factDefinitions.get(type)!);
          expect(recognised).toBe(refusal === undefined);
          expect(recognised).toBe(isValid(dto, changed));
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('a class with a rule that is not known here is left to class-validator', () => {
    class Each {
      @IsInt({ each: true })
      numbers!: number[];
    }
    expect(recogniserOf(Each)).toBeNull();
  });
});
