/** The rulebook as it is supposed: another version of it, or other values in it. */
import { type CompiledScheme, countsAlike, withParameters } from '#assay/methodology';

import { SchemeLibrary, schemeOf } from '../scheme-library.js';
import { settingsOf, type Supposition, type SuppositionQuery } from './supposition.js';
import { SuppositionError } from './supposition-errors.js';

export interface SupposedRulebook {
  /** `id@version` of the scheme as it is. */
  readonly actual: string;
  /** `id@version` of the scheme as it is supposed, in `library`. */
  readonly supposed: string;
  /** Every rulebook, this one as it is supposed. */
  readonly library: SchemeLibrary;
  /** Key of the scheme that is supposed, in the scores. */
  readonly key: number;
  readonly scheme: CompiledScheme;
  /** Whether cases count otherwise under it than under the scheme of that key: the sums that are kept will not do then. */
  readonly countsOtherwise: boolean;
  readonly suppositions: readonly Supposition[];
}

/** @throws UnknownSchemeError, SuppositionError, SettingError, SchemeError */
export function supposedRulebook(
  library: SchemeLibrary,
  { scheme: name, schemeVersion, set }: { readonly scheme: string } & SuppositionQuery,
): SupposedRulebook {
  const { scheme: is } = library.get(name);
  const { key, scheme } = library.get(schemeVersion === undefined ? name : `${is.id}@${schemeVersion}`);
  const actual = `${is.id}@${is.version}`;
  const supposed = `${scheme.id}@${scheme.version}`;
  const suppositions: Supposition[] = [];
  if (schemeVersion !== undefined)
    suppositions.push({
      kind: 'scheme-version',
      what: String(schemeVersion),
      text: `Under version ${schemeVersion} of ${is.id}, in the place of version ${is.version}.`,
    });
  const values = settingsOf(set);
  for (const [path, value] of Object.entries(values))
    suppositions.push({ kind: 'set', what: `${path}=${value}`, text: `With ${path} set to ${value}.` });
  const told = { actual, supposed, key, suppositions };
  if (Object.keys(values).length === 0) return { ...told, library, scheme, countsOtherwise: false };
  const changed = schemeOf(withParameters(scheme.document, values));
  if (changed.id !== scheme.id || changed.version !== scheme.version)
    throw new SuppositionError(`The id and version of ${supposed} stay what they are: set what it says.`);
  return {
    ...told,
    library: new SchemeLibrary(library.schemes.with(key, changed)),
    scheme: changed,
    countsOtherwise: !countsAlike(scheme.document, changed.document),
  };
}
