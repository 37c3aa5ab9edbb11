import { ENGLISH } from './english.js';
import type { RulebookLanguage, RulebookWording } from './rulebook-wording.js';
import { SIMPLIFIED_CHINESE } from './simplified-chinese.js';
import { TRADITIONAL_CHINESE } from './traditional-chinese.js';

export const WORDINGS: Readonly<Record<RulebookLanguage, RulebookWording>> = {
  en: ENGLISH,
  'zh-Hans': SIMPLIFIED_CHINESE,
  'zh-Hant': TRADITIONAL_CHINESE,
};
