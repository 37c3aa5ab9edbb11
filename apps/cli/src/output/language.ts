/** The three languages of the screens, and the texts of the screens in them. Machine formats know no language. */
export const LANGUAGES = ['en', 'zh-Hans', 'zh-Hant'] as const;
export type Language = (typeof LANGUAGES)[number];

/** From what POSIX says of a terminal's language (LC_ALL before LC_MESSAGES before LANG); English where it says nothing of use. */
export function languageOf(env: Readonly<Record<string, string | undefined>>): Language {
  const locale = [env['LC_ALL'], env['LC_MESSAGES'], env['LANG']].find((value) => value !== undefined && value !== '');
  if (!locale?.startsWith('zh')) return 'en';
  return /^zh[_-](?:TW|HK|MO|Hant)/i.test(locale) ? 'zh-Hant' : 'zh-Hans';
}

/** A title in a scheme document: English always, Chinese where the scheme has it. */
export type Title = Readonly<{ en: string } & Partial<Record<Language, string | undefined>>>;

export const titleIn = (title: Title, language: Language): string => title[language] ?? title.en;

const ENGLISH = {
  unit: 'Unit',
  company: 'Company',
  province: 'Province',
  city: 'City',
  branch: 'Branch',
  department: 'Department',
  employee: 'Employee',
  rank: 'Rank',
  score: 'Score',
  grade: 'Grade',
  state: 'State',
  points: 'Points',
  measure: 'Measure',
  value: 'Value',
  numerator: 'Numerator',
  denominator: 'Denominator',
  total: 'All together',
  simulated: 'SIMULATED DATA',
  byLevel: 'by {level}',
  knownAt: 'known at position {position}, recorded {time}',
  sources: 'figures from {sources}',
  empty: 'the ledger is empty',
  noRows: 'No unit has figures for this period.',
  tooFew: 'too few',
  ineligible: 'ineligible',
  noData: 'no data',
  incomplete: 'incomplete since {position}',
  declaredBeside: 'declared beside recomputed',
  declared: 'Declared',
  recomputed: 'Recomputed',
  difference: 'Difference',
  figure: 'Figure',
  agrees: 'agrees',
  differs: 'differs',
  notDeclared: 'undeclared',
  nothingRecorded: 'unrecorded',
  noDeclarations: 'Nothing is declared for this period.',
};

type Texts = Readonly<Record<keyof typeof ENGLISH, string>>;
export type TextName = keyof Texts;

const SIMPLIFIED: Texts = {
  unit: '单位',
  company: '公司',
  province: '省级分公司',
  city: '市级公司',
  branch: '支公司',
  department: '部门',
  employee: '员工',
  rank: '名次',
  score: '得分',
  grade: '等级',
  state: '状态',
  points: '分值',
  measure: '指标',
  value: '数值',
  numerator: '分子',
  denominator: '分母',
  total: '合计',
  simulated: '模拟数据',
  byLevel: '按{level}',
  knownAt: '截至位置 {position}，记录于 {time}',
  sources: '数据来源：{sources}',
  empty: '账本为空',
  noRows: '该期间没有任何单位的数据。',
  tooFew: '样本不足',
  ineligible: '不参评',
  noData: '无数据',
  incomplete: '自 {position} 起不完整',
  declaredBeside: '申报值与重算值对照',
  declared: '申报值',
  recomputed: '重算值',
  difference: '差额',
  figure: '项目',
  agrees: '一致',
  differs: '不一致',
  notDeclared: '未申报',
  nothingRecorded: '无记录',
  noDeclarations: '该期间没有申报数据。',
};

const TRADITIONAL: Texts = {
  unit: '單位',
  company: '公司',
  province: '省級分公司',
  city: '市級公司',
  branch: '支公司',
  department: '部門',
  employee: '員工',
  rank: '名次',
  score: '得分',
  grade: '等級',
  state: '狀態',
  points: '分值',
  measure: '指標',
  value: '數值',
  numerator: '分子',
  denominator: '分母',
  total: '合計',
  simulated: '模擬資料',
  byLevel: '按{level}',
  knownAt: '截至位置 {position}，記錄於 {time}',
  sources: '資料來源：{sources}',
  empty: '帳本為空',
  noRows: '該期間沒有任何單位的資料。',
  tooFew: '樣本不足',
  ineligible: '不參評',
  noData: '無資料',
  incomplete: '自 {position} 起不完整',
  declaredBeside: '申報值與重算值對照',
  declared: '申報值',
  recomputed: '重算值',
  difference: '差額',
  figure: '項目',
  agrees: '一致',
  differs: '不一致',
  notDeclared: '未申報',
  nothingRecorded: '無紀錄',
  noDeclarations: '該期間沒有申報資料。',
};

const TEXTS: Readonly<Record<Language, Texts>> = { en: ENGLISH, 'zh-Hans': SIMPLIFIED, 'zh-Hant': TRADITIONAL };

/** A text with its `{places}` filled in. */
export function say(
  language: Language,
  name: TextName,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return TEXTS[language][name].replace(/\{(\w+)\}/g, (_place, key: string) => String(values[key] ?? ''));
}
