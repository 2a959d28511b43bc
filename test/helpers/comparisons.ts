// The comparisons of rules by number, as docs/encoding.md has them: not those of the code under test.
export const ONE_OF = 0
export const NONE_OF = 1
export const BETWEEN = 2
export const BETWEEN_SIGNED = 3
export const CHARGE = 4
