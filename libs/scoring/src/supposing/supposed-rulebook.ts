/** The rulebook as it is supposed: another version of it, or other values in it. */
import { type CompiledScheme, countsAlike } from '#assay/methodology';

import { SchemeLibrary } from '../scheme-library.js';
import { settingsOf, type Supposition, type SuppositionQuery } from './supposition.js';
import { SuppositionError } from './supposition-errors.js';

export interface SupposedRulebook {
  /** The scheme as it is. */
  readonly actual: CompiledScheme;
  /** Every rulebook, this one as it is supposed. */
  readonly library: SchemeLibrary;
  /** Key of the scheme that is supposed, in the scores. */
  readonly key: number;
  /** The scheme as it is supposed, as it is in `library`. */
  readonly scheme: CompiledScheme;
  /** Whether cases count otherwise under it than under the scheme of that key: the sums that are kept will not do then. */
  readonly countsOtherwise: boolean;
  readonly suppositions: readonly Supposition[];
}

/** @throws UnknownSchemeError, SuppositionError, SettingError, SchemeError */
export async function supposedRulebook(
  library: SchemeLibrary,
  { scheme: name, schemeVersion, set }: { readonly scheme: string } & SuppositionQuery,
): Promise<SupposedRulebook> {
  const { scheme: actual } = library.get(name);
  const { key, scheme } = library.get(schemeVersion === undefined ? name : `${actual.id}@${schemeVersion}`);
  const suppositions: Supposition[] = [];
  if (schemeVersion !== undefined)
    suppositions.push({
      kind: 'scheme-version',
      what: String(schemeVersion),
      text: `Under version ${schemeVersion} of ${actual.id}, in the place of version ${actual.version}.`,
    });
  const values = settingsOf(set);
  for (const [path, value] of Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)))
    suppositions.push({ kind: 'set', what: `${path}=${value}`, text: `With ${path} set to ${value}.` });
  const told = { actual, key, suppositions };
  if (Object.keys(values).length === 0) return { ...told, library, scheme, countsOtherwise: false };
  const [{ withParameters }, { schemeOf }] = await Promise.all([
    import('#assay/methodology/language'),
    import('../read-scheme.js'),
  ]);
  const changed = schemeOf(withParameters(scheme.document, values));
  if (changed.id !== scheme.id || changed.version !== scheme.version)
    throw new SuppositionError(
      `The id and version of ${scheme.id}@${scheme.version} stay what they are: set what it says.`,
    );
  return {
    ...told,
    library: new SchemeLibrary(library.schemes.with(key, changed)),
    scheme: changed,
    countsOtherwise: !countsAlike(scheme.document, changed.document),
  };
}
