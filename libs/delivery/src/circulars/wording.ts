/** What a circular says, in its three languages. */
import type { Language } from '../language.js';

const ENGLISH = {
  title: 'CIRCULAR ON SERVICE INSPECTIONS, {period}',
  days: 'Inspections held from {first} to {last} (UTC{offset}).',
  under: 'Of {unit} and what lies below it.',
  knownAt: 'As known at position {position}, recorded {time}.',
  empty: 'Known at position 0, before the first event.',
  sources: 'Figures from {sources}.',
  simulated: '[SIMULATED DATA]',
  none: 'No unit was inspected in this period.',
  summary:
    '{units} units were inspected in {inspections} inspections. {belowPar} items were below par. ' +
    'There were {findings} findings ({critical} critical, {major} major, {minor} minor, {unstated} without severity); ' +
    '{repeats} of them are repeat findings.',
  held: 'Inspected on {day} ({inspection}): {score} points.',
  heldOf: 'Inspected on {day} ({inspection}): {score} of {maximum} points.',
  checklist: 'Checklist: {checklist}.',
  inspector: 'Inspector: {inspector}.',
  clean: 'Nothing to put right.',
  findings: 'Findings:',
  belowPar: 'Items below par:',
  item: '{item}: {score} points, par is {par}',
  critical: 'critical',
  major: 'major',
  minor: 'minor',
  unstated: 'no severity',
  code: 'code {code}',
  ofItem: 'item {item}',
  rule: 'rule {rule}',
  on: 'found on {day}',
  repeat: 'REPEATED: last found on {day} ({inspection}), {times}× before',
  broken: 'Not told, because their events contradict each other:',
  join: '; ',
  open: ' (',
  close: ')',
};

export type CircularTexts = Readonly<Record<keyof typeof ENGLISH, string>>;

const SIMPLIFIED: CircularTexts = {
  title: '关于 {period} 服务检查情况的通报',
  days: '检查期间：{first} 至 {last}（UTC{offset}）。',
  under: '范围：{unit} 及其下属单位。',
  knownAt: '截至位置 {position}，记录于 {time}。',
  empty: '截至位置 0，尚无任何记录。',
  sources: '数据来源：{sources}。',
  simulated: '【模拟数据】',
  none: '本期间没有单位接受检查。',
  summary:
    '共检查 {units} 个单位，{inspections} 次；低于标准的项目 {belowPar} 项；发现问题 {findings} 个' +
    '（重大 {critical} 个，较大 {major} 个，一般 {minor} 个，未定级 {unstated} 个），其中重复发生 {repeats} 个。',
  held: '{day} 检查（{inspection}）：得 {score} 分。',
  heldOf: '{day} 检查（{inspection}）：得 {score} 分，满分 {maximum} 分。',
  checklist: '检查表：{checklist}。',
  inspector: '检查人：{inspector}。',
  clean: '无需整改。',
  findings: '发现的问题：',
  belowPar: '低于标准的项目：',
  item: '{item}：得 {score} 分，标准 {par} 分',
  critical: '重大',
  major: '较大',
  minor: '一般',
  unstated: '未定级',
  code: '编码 {code}',
  ofItem: '项目 {item}',
  rule: '依据 {rule}',
  on: '{day} 发现',
  repeat: '重复发生：上次发现于 {day}（{inspection}），此前共 {times} 次',
  broken: '以下检查因事件相互矛盾未列入：',
  join: '；',
  open: '（',
  close: '）',
};

const TRADITIONAL: CircularTexts = {
  title: '關於 {period} 服務檢查情況的通報',
  days: '檢查期間：{first} 至 {last}（UTC{offset}）。',
  under: '範圍：{unit} 及其下屬單位。',
  knownAt: '截至位置 {position}，記錄於 {time}。',
  empty: '截至位置 0，尚無任何記錄。',
  sources: '資料來源：{sources}。',
  simulated: '【模擬資料】',
  none: '本期間沒有單位接受檢查。',
  summary:
    '共檢查 {units} 個單位，{inspections} 次；低於標準的項目 {belowPar} 項；發現問題 {findings} 個' +
    '（重大 {critical} 個，較大 {major} 個，一般 {minor} 個，未定級 {unstated} 個），其中重複發生 {repeats} 個。',
  held: '{day} 檢查（{inspection}）：得 {score} 分。',
  heldOf: '{day} 檢查（{inspection}）：得 {score} 分，滿分 {maximum} 分。',
  checklist: '檢查表：{checklist}。',
  inspector: '檢查人：{inspector}。',
  clean: '無需整改。',
  findings: '發現的問題：',
  belowPar: '低於標準的項目：',
  item: '{item}：得 {score} 分，標準 {par} 分',
  critical: '重大',
  major: '較大',
  minor: '一般',
  unstated: '未定級',
  code: '編碼 {code}',
  ofItem: '項目 {item}',
  rule: '依據 {rule}',
  on: '{day} 發現',
  repeat: '重複發生：上次發現於 {day}（{inspection}），此前共 {times} 次',
  broken: '以下檢查因事件相互矛盾未列入：',
  join: '；',
  open: '（',
  close: '）',
};

export const CIRCULAR_TEXTS: Readonly<Record<Language, CircularTexts>> = {
  en: ENGLISH,
  'zh-Hans': SIMPLIFIED,
  'zh-Hant': TRADITIONAL,
};
