/** How a figure of a unit may be compared, in the order in which comparisons are told. */
export const UNIT_BOUNDS = ['equals', 'in', 'atLeast', 'above', 'atMost', 'below'] as const;
