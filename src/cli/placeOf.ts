// Which account and module a command is about.
import type { Address } from '../contracts'
import { LatchkeyError } from '../errors'
import { RELEASE } from '../release'
import { sameBytes } from '../session/fields'
import { missing, type Given } from './Given'
import type { Subject } from './readSubject'

/** @internal By the file and by the options, which must not differ. */
export interface Place {
  readonly account: Address
  readonly module: Address
}

/**
 * @internal
 * @throws FieldNotValid: no account is named, or two different ones.
 */
export function placeOf(given: Given, subject?: Pick<Subject, 'account' | 'module'>): Place {
  const account = oneOf('--account', given.address('account'), subject?.account)
  if (account === undefined) throw missing('--account', 'the address of the smart account')
  return { account, module: oneOf('--module', given.address('module'), subject?.module) ?? RELEASE.validator.address }
}

function oneOf(field: string, option: Address | undefined, inFile: Address | undefined): Address | undefined {
  if (option !== undefined && inFile !== undefined && !sameBytes(option, inFile))
    throw new LatchkeyError('FieldNotValid', {
      field,
      value: option,
      expected: `${inFile}, as the file says, or left out`,
    })
  return option ?? inFile
}
