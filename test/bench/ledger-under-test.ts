import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { LEDGER, type Ledger, type LedgerAccess, readConfiguration } from '#assay/ledger';
import { LedgerModule } from '#assay/ledger/nest';
import { replay } from '#assay/scoring';
import { check } from './figure.js';

/** The whole product without HTTP: buses, door, log, and the processors in their thread. */
export async function openLedgerUnderTest(
  folder: string,
  access: LedgerAccess = 'write',
): Promise<{ context: INestApplicationContext; ledger: Ledger }> {
  const configuration = readConfiguration({ ASSAY_DATA: folder, ASSAY_LOG_LEVEL: 'error' });
  const context = await NestFactory.createApplicationContext(LedgerModule.forRoot(configuration, { access }), {
    logger: ['error', 'warn'],
  });
  return { context, ledger: context.get<Ledger>(LEDGER) };
}

/** Every total equals the independent replay, or the figure is worth nothing. */
export async function checkByReplay({ log, scores, schemes }: Ledger): Promise<string> {
  const report = await replay({ log, reader: scores, library: schemes });
  check(report.isEqual, `the replay differs: ${JSON.stringify(report.differences[0] ?? report.broken[0])}`);
  check(report.parked.length === 0, 'a company is parked');
  return `${report.rows.toLocaleString('en')} totals equal an independent replay of ${report.events.toLocaleString('en')} events`;
}
