import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** The scheme files that ship, as values, for specs. */
const folder = new URL('../schemes/', import.meta.url);

export const shippedNames: readonly string[] = readdirSync(folder)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => file.replace('.yaml', ''))
  .sort();

export function shipped(name: string): unknown {
  return parse(readFileSync(new URL(`${name}.yaml`, folder), 'utf8'));
}
