import { LANGUAGES, languageOf, say, titleIn } from './language.js';

test.each([
  [{ LANG: 'zh_CN.UTF-8' }, 'zh-Hans'],
  [{ LANG: 'zh_TW.UTF-8' }, 'zh-Hant'],
  [{ LANG: 'zh_HK' }, 'zh-Hant'],
  [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'en_GB.UTF-8' }, 'en'],
  [{ LC_ALL: '', LANG: 'zh_SG' }, 'zh-Hans'],
  [{ LANG: 'C' }, 'en'],
  [{}, 'en'],
])('a terminal set to %j is spoken to in %s', (env, language) => expect(languageOf(env)).toBe(language));

test.each(LANGUAGES)('every place of a text is filled in %s', (language) => {
  expect(say(language, 'knownAt', { position: '1,234', time: 'noon' })).toMatch(/1,234.*noon/);
  expect(say(language, 'incomplete', { position: 7 })).toContain('7');
});

test('a title without a translation is shown in English', () => {
  expect(titleIn({ en: 'Complaints' }, 'zh-Hans')).toBe('Complaints');
  expect(titleIn({ en: 'Complaints', 'zh-Hans': '投诉' }, 'zh-Hans')).toBe('投诉');
});
