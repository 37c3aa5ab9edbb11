import type { CasesToLeaveOut, MovedTo, Sensitivity } from '#assay/scoring';
import type { SchemeDocument } from '#assay/methodology';
import { stateWord } from './board-screen.js';
import { NOTHING, showExact } from './figure.js';
import { type Language, say, type TextName, titleIn } from './language.js';
import { paragraph } from './paragraph.js';
import { heading, moment, sourceLines } from './screen.js';
import { fitTable } from './table.js';

/** What lies closest to changing a unit's grade or rank: the cases, then the parameters that move it. */
export interface SensitivityScreen {
  readonly sensitivity: Sensitivity;
  readonly document: SchemeDocument;
  readonly language: Language;
  readonly width: number;
}

const CASES_SHOWN = 10;

export function sensitivityScreen({ sensitivity, document, language, width }: SensitivityScreen): string {
  const { scheme, version, period, name, simulated, knownAt, by, cases, state, reason } = sensitivity;
  const title = `${name} · ${titleIn(document.title, language)}`;
  const lines = [
    heading({ title, facts: [`${scheme} v${version}`, period], simulated }, language, width),
    moment(knownAt, language),
    ...sourceLines(sensitivity, language, width),
    '',
    [resultText(sensitivity, language), stateWord(state, language)].filter((text) => text !== '').join('   '),
    ...(reason === null ? [] : paragraph(reason, width)),
  ];
  if (by !== null)
    lines.push(
      '',
      ...caseLines(cases.up, ['towardsBetter', 'noBetter'], language, width),
      ...caseLines(cases.down, ['towardsWorse', 'noWorse'], language, width),
      '',
      ...parameterLines(sensitivity, language, width),
    );
  return `${lines.join('\n')}\n`;
}

function resultText({ score, grade, rank }: Pick<MovedTo, 'score' | 'grade' | 'rank'>, language: Language): string {
  const parts = [
    [say(language, 'rank'), rank === null ? null : showExact(rank)],
    [say(language, 'score'), score],
    [say(language, 'grade'), grade],
  ] as const;
  return parts.flatMap(([name, value]) => (value === null ? [] : [`${name} ${value}`])).join('   ');
}

function caseLines(
  found: CasesToLeaveOut | null,
  [towards, none]: readonly [TextName, TextName],
  language: Language,
  width: number,
): string[] {
  if (!found) return paragraph(say(language, none), width);
  const { count, isFewest, cases } = found;
  const shown = cases.slice(0, CASES_SHOWN).map((each) => each.case);
  const text = say(language, towards, {
    count: say(language, isFewest ? 'fewest' : 'atMost', { count: showExact(count) }),
    result: resultText(found, language),
  });
  const more = count - shown.length;
  return [
    ...paragraph(text, width),
    ...shown.map((id) => `  ${id}`),
    ...(more > 0 ? [`  ${say(language, 'moreCases', { count: showExact(more) })}`] : []),
  ];
}

/** Those that are closest first; then, in a line, those that move nothing. */
function parameterLines({ parameters, score, grade, rank }: Sensitivity, language: Language, width: number): string[] {
  const now = resultText({ score, grade, rank }, language);
  const moving = parameters
    .flatMap(({ parameter, value, lower, higher }) =>
      [lower, higher].flatMap((to) => (to ? [{ parameter, value, to }] : [])),
    )
    .sort((a, b) => distance(a) - distance(b));
  const others = parameters.filter(({ lower, higher }) => !lower && !higher);
  const [still, untried] = [
    others.filter(({ reason }) => reason === null),
    others.filter(({ reason }) => reason !== null),
  ];
  const named = (each: typeof others): string => each.map(({ parameter }) => parameter).join(', ');
  const table =
    moving.length === 0
      ? []
      : [
          fitTable(
            [
              {
                heading: say(language, 'parameter'),
                align: 'left',
                flexible: true,
                cells: moving.map(({ parameter }) => parameter),
              },
              {
                heading: say(language, 'setTo'),
                align: 'right',
                cells: moving.map(({ value, to }) => `${value} → ${to.value}`),
              },
              {
                heading: say(language, 'gives'),
                align: 'left',
                cells: moving.map(({ to }) => resultText(to, language) || NOTHING),
              },
            ],
            width,
          ).text,
        ];
  return [
    ...table,
    ...(still.length === 0
      ? []
      : paragraph(say(language, 'moveNothing', { result: now, parameters: named(still) }), width)),
    ...(untried.length === 0 ? [] : paragraph(say(language, 'notMoved', { parameters: named(untried) }), width)),
  ];
}

/** How far a value is moved, as a share of it: only to put the closest first. */
const distance = ({ value, to }: { readonly value: string; readonly to: MovedTo }): number =>
  Math.abs(Number(to.value) - Number(value)) / (Math.abs(Number(value)) || 1);
