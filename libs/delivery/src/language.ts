/** The languages in which documents for people leave the ledger. Machine formats know no language. */
export const LANGUAGES = ['en', 'zh-Hans', 'zh-Hant'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A title as scheme documents have it: English always, Chinese where the scheme has it. */
export type Title = Readonly<{ en: string } & Partial<Record<Language, string | undefined>>>;

export const titleIn = (title: Title, language: Language): string => title[language] ?? title.en;

/** A text with its `{places}` filled in. */
export function filled(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_place, name: string) => String(values[name] ?? ''));
}
