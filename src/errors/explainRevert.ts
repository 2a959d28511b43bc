// Turns whatever a provider threw into the one error type of the client.
import { decodeRevert } from './decodeRevert'
import type { DecodedRevert } from './DecodedRevert'
import { isLatchkeyError, LatchkeyError, type ErrorContext } from './LatchkeyError'

/**
 * The error to throw on: its code is the innermost known one, so a module error inside AA23 has the module's name;
 * `onchain` holds the whole, `cause` what was thrown. Never throws itself.
 *
 * @param thrown Revert bytes, such as the `reason` of the Lens, or what ethers, Hardhat or a node threw.
 *
 * @example
 * ```ts
 * const bytes = entryPointInterface.encodeErrorResult('FailedOp', [0, 'AA24 signature error'])
 * explainRevert(bytes).code // => 'AA24'
 * explainRevert(bytes).title // => 'signature not accepted'
 * ```
 */
export function explainRevert(thrown: unknown): LatchkeyError {
  if (isLatchkeyError(thrown)) return thrown
  const onchain = decodeRevert(thrown)
  if (onchain !== undefined) return toError(onchain, { cause: thrown, onchain })
  return new LatchkeyError('RevertWithoutData', { message: messageOf(thrown) }, { cause: thrown })
}

/** Of an error of ethers without the details, which can be a whole receipt. */
function messageOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'No revert data was given.'
  return 'shortMessage' in thrown ? String(thrown.shortMessage) : thrown.message
}

function toError(revert: DecodedRevert, context: ErrorContext): LatchkeyError {
  switch (revert.source) {
    case 'module':
    case 'lens':
      return new LatchkeyError(revert.name, revert.args, context)
    case 'entryPoint': {
      const { code, opIndex, reason, inner } = revert
      // Only a validation that reverted has an inner error that says more than the code.
      if (inner !== undefined && inner.source !== 'unknown') return toError(inner, context)
      if (code !== undefined) return new LatchkeyError(code, { opIndex, reason }, context)
      return new LatchkeyError('RevertOther', { name: revert.name, detail: `${opIndex}, ${reason}` }, context)
    }
    case 'other':
      return new LatchkeyError('RevertOther', { name: revert.name, detail: detail(revert.args) }, context)
    case 'unknown':
      return new LatchkeyError('RevertUnknown', { data: revert.data }, context)
  }
}

const detail = (args: Readonly<Record<string, unknown>>): string => Object.values(args).map(String).join(', ')
