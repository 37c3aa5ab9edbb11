import type { RulebookWording } from './rulebook-wording.js';
import { SCORING_SIMPLIFIED_CHINESE } from './scoring-simplified-chinese.js';
import type { TermWording } from './term-wording.js';

const days = (calendar: string | null): string => (calendar === null ? '日历天数' : `${calendar} 工作日数`);
const TIME = { hours: '小时数', minutes: '分钟数', seconds: '秒数' } as const;
const SIDES = { value: '数值', numerator: '分子', denominator: '分母' } as const;

const TERMS: TermWording = {
  term: (addition, condition, attribution) =>
    `${addition}${condition === null ? '' : `（条件：${condition}）`}，${attribution}`,
  count: (kind) => `${kind} 案件数`,
  days: (calendar, from, to, kind) => `${kind} 案件自 ${from} 至 ${to} 的${days(calendar)}`,
  time: (unit, from, to, kind) => `${kind} 案件自 ${from} 至 ${to} 的${TIME[unit]}`,
  sum: (attribute, unit, kind) => `${kind} 案件 ${attribute} 之和${unit === null ? '' : `（以 ${unit} 计）`}`,
  onDay: (instant) => `计入 ${instant} 当日`,
  forPeriod: (attribute) => `计入所报的 ${attribute}`,
  onLimit: (limit) => `计入时限 ${limit} 的末日`,
  monthsAfter: (months, instant) => `${instant} 后 ${months} 个月`,
  standing: (from, until) => `计入期末存续者：自 ${from} 起${until === null ? '' : `，至 ${until} 之前`}`,
  and: ' 且 ',
  or: ' 或 ',
  not: (condition) => `非 ${condition}`,
  status: (statuses) => `案件状态为 ${statuses}`,
  limitIs: (limit, is) => `时限 ${limit} ${is === 'kept' ? '已遵守' : '已逾期'}`,
  withinLimit: (instant, limit) => `${instant} 在时限 ${limit} 之内`,
  samePeriod: (instants, period) => `${instants} 在同一 ${period}`,
  daysBetween: (calendar, from, to, bounds) => `自 ${from} 至 ${to} 的${days(calendar)}${bounds}`,
  hoursBetween: (from, to, bounds) => `自 ${from} 至 ${to} 的小时数${bounds}`,
  equals: (attribute, value) => `${attribute} 为 ${value}`,
  includes: (attribute, value) => `${attribute} 包含 ${value}`,
  exists: (attribute, known) => `${attribute} ${known ? '已知' : '未知'}`,
  is: (attribute, bounds) => `${attribute} ${bounds}`,
  bound: {
    atLeast: (value) => `不少于 ${value}`,
    above: (value) => `大于 ${value}`,
    atMost: (value) => `不多于 ${value}`,
    below: (value) => `小于 ${value}`,
  },
  limitHours: (hours, from) => `${from} 后 ${hours} 小时`,
  limitDays: (number, calendar, from) => `${from} 后 ${number} ${calendar === null ? '天' : `个 ${calendar} 工作日`}`,
  limitIf: (step, condition) => `${step}（条件：${condition}）`,
  limitEnds: (stated, steps) =>
    `截止：${stated === null ? '' : `已知 ${stated} 时从之，否则`}${steps.join('；否则')}。`,
  limitMet: (instant) => `以 ${instant} 为完成。`,
  limitAtRisk: (share) => `时间用去 ${share} 起为即将逾期。`,
  allWorked: '每个星期日子都上班。',
  neverWorked: (weekend) => `不上班：${weekend}。`,
  daysOff: (off) => `放假：${off}。`,
  workedInstead: (worked) => `调休上班：${worked}。`,
};

export const SIMPLIFIED_CHINESE: RulebookWording = {
  terms: TERMS,
  scoring: SCORING_SIMPLIFIED_CHINESE,
  headings: {
    sources: '依据',
    measures: '指标',
    limits: '时限',
    calendars: '工作日历',
    groups: '指标组',
    results: '分项结果',
    score: '得分',
    result: '结果',
    parameters: '参数',
  },
  calendar: (utcOffset) => `日期按 UTC${utcOffset} 的日历计算。`,
  meantFor: (periods) => `适用于${periods}。`,
  periodKinds: {
    year: '年',
    half: '半年',
    quarter: '季度',
    month: '月',
    week: '周',
    day: '日',
    window: '任意起讫日（2023-07..2024-06）',
  },
  rolling: (months) => `至某日为止的 ${months} 个月（..2024-06-30）`,
  listed: (words) => words.join('、'),
  asItIs: '案件计入单位现在的归属，不论当时如何。',
  facets: {
    kind: { quantitative: '定量', qualitative: '定性' },
    office: { front: '前台', back: '后台' },
    source: { internal: '内部', external: '外部' },
  },
  inBrackets: (text) => `（${text}）`,
  definition: (text, version) => `${text}［定义 ${version}］`,
  declared: (figures, line) => `申报为 ${figures}${line === null ? '' : `，险种 ${line}`}`,
  declaredFigure: (side, measure, decimals) => `${SIDES[side]} ${measure}（${decimals} 位小数）`,
  parameter: (name, value, inferred, doc, source) =>
    `${name} = ${value}${inferred ? '［推定：由评委会决定］' : ''}：${doc}${source === null ? '' : `（${source}）`}`,
};
