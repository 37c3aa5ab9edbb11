import { readFileSync, writeFileSync } from 'node:fs';
import { schemeJsonSchema } from './scheme.js';

/** Editors complete scheme files by `scheme.schema.json`; it is written from the definitions and must not drift from them. */
const file = new URL('../scheme.schema.json', import.meta.url);

test('scheme.schema.json is the JSON Schema of the language', () => {
  if (process.env.UPDATE_DOCS) writeFileSync(file, JSON.stringify(schemeJsonSchema(), null, 2));
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(schemeJsonSchema())));
});

test('it says what every member of a measure is', () => {
  const { $defs } = schemeJsonSchema() as { $defs: Record<string, { description?: string }> };
  for (const name of ['measure', 'term', 'condition', 'points', 'score', 'limit', 'parameter'])
    expect($defs[name]!.description).toMatch(/\w/);
});
