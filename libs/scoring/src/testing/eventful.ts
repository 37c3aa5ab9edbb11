/** Makes a market one in which something happens under every shipped rulebook: for laws that hold for all of them. */
import type { Fact } from '#assay/service-record';

import { complaint, exposure, fact, licensed, measureReported } from './facts.js';

/**
 * A market's facts in order of arrival, and after them: a branch moves, a company is merged, mistakes are put right, and figures
 * are reported. Each is accepted by its case.
 */
export function eventful(market: readonly Fact[]): Fact[] {
  const [one = '', other = ''] = [...new Set(market.map(({ subject }) => subject))].filter((subject) =>
    subject.startsWith('company/'),
  );
  const unit = market.find(({ subject, type }) => type === 'unit.placed.v1' && subject.startsWith(`unit/${one}/`));
  const path = unit?.subject.slice('unit/'.length) ?? '';
  const { filed, resolved, corrected, voided, transferred, reopened } = complaint('told-twice');
  return [
    ...market,
    filed('2024-02-01', one),
    transferred('2024-02-03', path),
    resolved('2024-03-01', 'against', '120.5'),
    corrected('2024-04-01', 'told-twice/resolved', { outcome: 'for' }),
    reopened('2024-05-01'),
    resolved('2024-06-01', 'for', '10', 'told-twice/resolved-again'),
    voided('2024-07-01', 'told-twice/resolved-again'),
    fact(`unit/${path}`, 'unit.moved', '2024-07-01', { to: `${one}/province/Elsewhere` }, 'moved'),
    fact(other, 'company.merged', '2024-10-01', { into: one }, 'merged'),
    licensed('company/H0001', 'Health Plan One', '2010-01-01'),
    licensed('company/H0002', 'Health Plan Two', '2010-01-01'),
    ...['H0001', 'H0002'].flatMap((contract, index) => plan(contract, index)),
    ...['H0001', 'H0002'].flatMap((key, index) => motorInsurer(key, index)),
  ];
}

/** What the star ratings are made of. */
function plan(contract: string, index: number): Fact[] {
  return Array.from({ length: 15 }, (_, number) => `c${String(number + 1).padStart(2, '0')}`).flatMap(
    (measure, number) =>
      [measure, `${measure}-stars`].map((name) =>
        measureReported(
          `${contract}-${name}`,
          `company/${contract}`,
          '2026',
          name,
          String(1 + ((number + index) % 5)),
          '2025-10-08',
        ),
      ),
  );
}

/** What the complaint rankings are made of. */
function motorInsurer(key: string, index: number): Fact[] {
  const unit = `company/${key}`;
  return [
    ...['2023', '2024'].map((year) =>
      exposure(`${key}-${year}`, unit, year, 'private-passenger-auto', `${1_000_000 * (index + 2)}`, '2025-01-05'),
    ),
    ...['upheld-complaints', 'total-complaints'].map((measure, number) =>
      measureReported(`${key}-${measure}`, unit, '2024', measure, String(7 * (index + 1) + number), '2025-01-05'),
    ),
  ];
}
