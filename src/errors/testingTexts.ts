// Words for what the tests of an account find.
import type { ErrorText } from './ErrorText'

/** One writer per code. */
export const testingTexts = {
  AccountNotConforming: ({ expected, found }: { expected: string; found: string }): ErrorText => ({
    title: 'account not conforming',
    why: `Expected: ${expected}. Found: ${found}.`,
    fix: 'Mend the account, or what its description says of it; sessions on it are not safe as it is.',
  }),
  BehaviorNotTried: ({ reason }: { reason: string }): ErrorText => ({
    title: 'behavior not tried',
    why: `${reason}.`,
    fix: 'See that this holds first.',
  }),
} as const
