/**
 * The packages of this folder, which belong to no part of the product: their types are not known to the compiler, so each
 * adapter says itself what it uses of them.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/** From `dist/test/bench/peers`: only the sources have the manifest beside them. */
const FOLDER = fileURLToPath(new URL('../../../../test/bench/peers/', import.meta.url));
const requirePeer = createRequire(`${FOLDER}package.json`);

export const INSTALL_BY_HAND = 'npm ci --prefix test/bench/peers';

/** Installs the packages by their own lock file where they are not there yet. @returns why they are not there, if so */
export async function installPeers(): Promise<string | null> {
  if (existsSync(`${FOLDER}node_modules/.package-lock.json`)) return null;
  process.stderr.write(`installing what Assay is measured beside: ${INSTALL_BY_HAND} …\n`);
  const npm = spawn('npm', ['ci', '--no-audit', '--no-fund'], { cwd: FOLDER, stdio: ['ignore', 2, 2] });
  const [code] = (await once(npm, 'close').catch((error: unknown) => [error])) as [unknown];
  return code === 0 ? null : `the packages could not be installed (${String(code)}); try: ${INSTALL_BY_HAND}`;
}

/** @throws when the package is not installed, or cannot be loaded on this machine */
export function loadPeer(name: string): unknown {
  return requirePeer(name);
}

/** Its name without the owner's, and its version where it is installed. */
export function versionOf(name: string): string {
  const short = name.slice(name.indexOf('/') + 1);
  try {
    return `${short} ${(loadPeer(`./node_modules/${name}/package.json`) as { version: string }).version}`;
  } catch {
    return short;
  }
}
