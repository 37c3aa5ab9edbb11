/**
 * The second entrance, for whoever reads rulebooks. It loads the whole language of schemes, which takes longer than all else of
 * this library; those that are given rulebooks as they were read – threads above all – do without.
 */
export { parseScheme } from './parse.js';
export { schemeJsonSchema } from './scheme.js';
export { SettingError, withParameters } from './with-parameters.js';
