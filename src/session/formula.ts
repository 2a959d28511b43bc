// What a call must meet, as rules joined by "all" and "any". There is no "not": it is worked into the rules.
import type { Rule } from './Session'

/** @internal A rule, all of several formulas, or any of them. */
export type Formula =
  { readonly rule: Rule } | { readonly all: readonly Formula[] } | { readonly any: readonly Formula[] }

/** @internal Rules that must all hold: what one permission can have. */
export type Alternative = readonly Rule[]

/** The most permissions that one demand is made into. */
export const ALTERNATIVES_MAX = 256
