import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { eventsPage } from './events-page.js';
import { factDefinitions } from './index.js';

const page = new URL('../../../docs/events.md', import.meta.url);

test('docs/events.md says what the code does', () => {
  if (process.env.UPDATE_DOCS) {
    mkdirSync(new URL('.', page), { recursive: true });
    writeFileSync(page, eventsPage());
  }
  expect(existsSync(page)).toBe(true);
  expect(readFileSync(page, 'utf8')).toBe(eventsPage());
});

test('the page has a section for every type of event and a meaning for every field', () => {
  const text = eventsPage();
  for (const type of factDefinitions.keys()) expect(text).toContain(`\n### ${type}\n`);
  expect(text).not.toMatch(/\|\s*\|$/m);
});
