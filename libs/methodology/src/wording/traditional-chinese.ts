import type { RulebookWording } from './rulebook-wording.js';
import { SCORING_TRADITIONAL_CHINESE } from './scoring-traditional-chinese.js';
import type { TermWording } from './term-wording.js';

const days = (calendar: string | null): string => (calendar === null ? '日曆天數' : `${calendar} 工作日數`);
const TIME = { hours: '小時數', minutes: '分鐘數', seconds: '秒數' } as const;
const SIDES = { value: '數值', numerator: '分子', denominator: '分母' } as const;

const TERMS: TermWording = {
  term: (addition, condition, attribution) =>
    `${addition}${condition === null ? '' : `（條件：${condition}）`}，${attribution}`,
  count: (kind) => `${kind} 案件數`,
  days: (calendar, from, to, kind) => `${kind} 案件自 ${from} 至 ${to} 的${days(calendar)}`,
  time: (unit, from, to, kind) => `${kind} 案件自 ${from} 至 ${to} 的${TIME[unit]}`,
  sum: (attribute, unit, kind) => `${kind} 案件 ${attribute} 之和${unit === null ? '' : `（以 ${unit} 計）`}`,
  onDay: (instant) => `計入 ${instant} 當日`,
  forPeriod: (attribute) => `計入所報的 ${attribute}`,
  onLimit: (limit) => `計入時限 ${limit} 的末日`,
  monthsAfter: (months, instant) => `${instant} 後 ${months} 個月`,
  standing: (from, until) => `計入期末存續者：自 ${from} 起${until === null ? '' : `，至 ${until} 之前`}`,
  and: ' 且 ',
  or: ' 或 ',
  not: (condition) => `非 ${condition}`,
  status: (statuses) => `案件狀態為 ${statuses}`,
  limitIs: (limit, is) => `時限 ${limit} ${is === 'kept' ? '已遵守' : '已逾期'}`,
  withinLimit: (instant, limit) => `${instant} 在時限 ${limit} 之內`,
  samePeriod: (instants, period) => `${instants} 在同一 ${period}`,
  daysBetween: (calendar, from, to, bounds) => `自 ${from} 至 ${to} 的${days(calendar)}${bounds}`,
  hoursBetween: (from, to, bounds) => `自 ${from} 至 ${to} 的小時數${bounds}`,
  equals: (attribute, value) => `${attribute} 為 ${value}`,
  includes: (attribute, value) => `${attribute} 包含 ${value}`,
  exists: (attribute, known) => `${attribute} ${known ? '已知' : '未知'}`,
  is: (attribute, bounds) => `${attribute} ${bounds}`,
  bound: {
    atLeast: (value) => `不少於 ${value}`,
    above: (value) => `大於 ${value}`,
    atMost: (value) => `不多於 ${value}`,
    below: (value) => `小於 ${value}`,
  },
  limitHours: (hours, from) => `${from} 後 ${hours} 小時`,
  limitDays: (number, calendar, from) => `${from} 後 ${number} ${calendar === null ? '天' : `個 ${calendar} 工作日`}`,
  limitIf: (step, condition) => `${step}（條件：${condition}）`,
  limitEnds: (stated, steps) =>
    `截止：${stated === null ? '' : `已知 ${stated} 時從之，否則`}${steps.join('；否則')}。`,
  limitMet: (instant) => `以 ${instant} 為完成。`,
  limitAtRisk: (share) => `時間用去 ${share} 起為即將逾期。`,
  allWorked: '每個星期日子都上班。',
  neverWorked: (weekend) => `不上班：${weekend}。`,
  daysOff: (off) => `放假：${off}。`,
  workedInstead: (worked) => `調休上班：${worked}。`,
};

export const TRADITIONAL_CHINESE: RulebookWording = {
  terms: TERMS,
  scoring: SCORING_TRADITIONAL_CHINESE,
  headings: {
    sources: '依據',
    measures: '指標',
    limits: '時限',
    calendars: '工作日曆',
    groups: '指標組',
    results: '分項結果',
    score: '得分',
    result: '結果',
    parameters: '參數',
  },
  calendar: (utcOffset) => `日期按 UTC${utcOffset} 的日曆計算。`,
  meantFor: (periods) => `適用於${periods}。`,
  periodKinds: {
    year: '年',
    half: '半年',
    quarter: '季度',
    month: '月',
    week: '周',
    day: '日',
    window: '任意起訖日（2023-07..2024-06）',
  },
  rolling: (months) => `至某日為止的 ${months} 個月（..2024-06-30）`,
  listed: (words) => words.join('、'),
  asItIs: '案件計入單位現在的歸屬，不論當時如何。',
  facets: {
    kind: { quantitative: '定量', qualitative: '定性' },
    office: { front: '前台', back: '後台' },
    source: { internal: '內部', external: '外部' },
  },
  inBrackets: (text) => `（${text}）`,
  definition: (text, version) => `${text}［定義 ${version}］`,
  declared: (figures, line) => `申報為 ${figures}${line === null ? '' : `，險種 ${line}`}`,
  declaredFigure: (side, measure, decimals) => `${SIDES[side]} ${measure}（${decimals} 位小數）`,
  parameter: (name, value, inferred, doc, source) =>
    `${name} = ${value}${inferred ? '［推定：由評委會決定］' : ''}：${doc}${source === null ? '' : `（${source}）`}`,
};
